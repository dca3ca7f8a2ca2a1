"""The same page of products with FastAPI and SQLAlchemy: sync views, well-joined queries."""

import os
from datetime import datetime
from decimal import Decimal

from fastapi import FastAPI, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, create_engine, func, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

URL = os.environ["DATABASE_URL"].replace("mysql://", "mysql+pymysql://")
engine = create_engine(URL, pool_size=8, pool_pre_ping=False)
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Category(Base):
    __tablename__ = "category"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


class Image(Base):
    __tablename__ = "productimage"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    image_url: Mapped[str]
    alt_text: Mapped[str]
    position: Mapped[int]


class Product(Base):
    __tablename__ = "product"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]
    sku: Mapped[str]
    barcode: Mapped[str]
    description: Mapped[str]
    price: Mapped[Decimal]
    tax_class: Mapped[str]
    compare_at_price: Mapped[Decimal | None]
    options: Mapped[str]
    variant_of_id: Mapped[int | None]
    has_variants: Mapped[bool]
    stock_quantity: Mapped[int]
    is_active: Mapped[bool]
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    category: Mapped[Category] = relationship()
    images: Mapped[list[Image]] = relationship(order_by=Image.position)


class Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CategoryOut(Out):
    id: int
    name: str
    slug: str


class ImageOut(Out):
    id: int
    image_url: str
    alt_text: str
    position: int


class ProductOut(Out):
    id: int
    name: str
    slug: str
    sku: str
    barcode: str
    description: str
    price: Decimal
    tax_class: str
    compare_at_price: Decimal | None
    options: str
    variant_of_id: int | None
    has_variants: bool
    stock_quantity: int
    is_active: bool
    category: CategoryOut
    images: list[ImageOut]
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    count: int
    results: list[ProductOut]


@app.get("/bytes/")
def bare_bytes() -> Response:
    return Response(b"ok")


@app.get("/products/")
def products(page: int = 1) -> Page:
    shown = (
        Product.is_active.is_(True),
        Product.deleted_at.is_(None),
        Product.variant_of_id.is_(None),
    )
    with Session(engine) as session:
        count = session.scalar(select(func.count()).select_from(Product).where(*shown)) or 0
        rows = session.scalars(
            select(Product)
            .where(*shown)
            .options(joinedload(Product.category), selectinload(Product.images))
            .order_by(Product.created_at.desc(), Product.id.desc())
            .limit(20)
            .offset(20 * (page - 1))
        ).all()
        return Page(count=count, results=[ProductOut.model_validate(row) for row in rows])
