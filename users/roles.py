"""The built-in groups and their permissions."""

USER, STAFF, CHECKOUT = "User", "Staff", "Checkout"
SHOPPERS = (USER, CHECKOUT)


def each(actions: str, *models: str) -> tuple[str, ...]:
    """each("add view", "catalog.product") -> ("catalog.add_product", "catalog.view_product")."""
    pairs = (model.split(".") for model in models)
    return tuple(f"{app}.{action}_{model}" for app, model in pairs for action in actions.split())


# Seeing other people's data also needs is_staff: the User group has view_order too.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    USER: each("view", "catalog.product", "catalog.category", "orders.order"),
    STAFF: (
        *each("add change delete view", "catalog.product", "catalog.category"),
        *each("add change delete view", "catalog.productimage"),
        *each("view change", "orders.order"),
        *each("view", "orders.orderitem", "orders.checkout", "orders.paymentattempt"),
        *each("view", "orders.refund", "orders.orderreturn", "catalog.stockmovement"),
        *each("add view", "orders.ordernote"),
        *each("add change delete view", "orders.voucher", "orders.deliveryrate"),
        *each("view change", "epayco.ledgerentry"),
        *each("add change view", "common.webhookendpoint"),
        *each("view", "common.webhookdelivery"),
    ),
    CHECKOUT: each("add view", "orders.checkout"),
}


def write_groups(get_model) -> None:
    """Create the groups with their permissions; existing ones stay.

    get_model is apps.get_model, also of a migration. Permissions are created here, because Django
    creates them only after the last migration; it accepts these as its own."""
    groups = get_model("auth", "Group").objects
    for name, permissions in PERMISSIONS.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*[permission(get_model, full) for full in permissions])


def permission(get_model, full_name: str):
    app, codename = full_name.split(".")
    action, model = codename.split("_")
    content_type, _ = get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    found, _ = get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": f"Can {action} {model}"}
    )
    return found
