"""The demo catalog: department -> category -> subcategory -> (product, pesos, stock, text)."""

Item = tuple[str, int, int, str]

CATALOGUE: dict[str, dict[str, dict[str, list[Item]]]] = {
    "Mercado": {
        "Despensa": {
            "Café y chocolate": [
                (
                    "Café de Nariño molido 500 g",
                    32900,
                    40,
                    "Tueste medio, notas a panela y mandarina.",
                ),
                (
                    "Café de Huila en grano 500 g",
                    36500,
                    25,
                    "De altura, lavado, con acidez brillante.",
                ),
                (
                    "Café excelso del Tolima 250 g",
                    18900,
                    30,
                    "Dulce y redondo, para todos los días.",
                ),
                (
                    "Chocolate de mesa con clavos y canela",
                    9800,
                    60,
                    "Ocho pastillas para batir con molinillo.",
                ),
                (
                    "Aguapanela instantánea con limón",
                    6500,
                    80,
                    "Sobres para preparar fría o caliente.",
                ),
            ],
            "Granos y harinas": [
                (
                    "Fríjol cargamanto rojo 1 kg",
                    14200,
                    50,
                    "De Antioquia, para una bandeja como debe ser.",
                ),
                ("Lenteja de primera 500 g", 4900, 90, "Cocina en treinta minutos."),
                ("Arroz blanco 5 kg", 21900, 70, "Grano largo que queda suelto."),
                ("Harina de maíz blanca 1 kg", 4800, 120, "Precocida, para arepas y empanadas."),
                ("Garbanzo seleccionado 500 g", 6900, 45, "Remojar una noche y listo."),
            ],
            "Dulces y panela": [
                ("Panela en bloque 1 kg", 6200, 100, "De trapiche, sin químicos."),
                (
                    "Bocadillo veleño con hoja de bijao",
                    8900,
                    64,
                    "Dieciocho unidades de guayaba pura.",
                ),
                ("Arequipe de olla 500 g", 11900, 38, "Leche y azúcar a fuego lento."),
                ("Miel de abejas del Boyacá 350 g", 19500, 22, "Multifloral, cosecha del páramo."),
            ],
        },
        "Frescos": {
            "Frutas": [
                ("Mango de azúcar 1 kg", 7900, 35, "De Ciénaga de Oro, pequeño y muy dulce."),
                ("Lulo maduro 1 kg", 8400, 28, "Para jugos y lulada."),
                ("Granadilla por seis", 9600, 30, "Cáscara firme, pulpa jugosa."),
                ("Aguacate Hass por cuatro", 12800, 40, "En su punto entre dos y tres días."),
            ],
            "Lácteos": [
                ("Queso costeño 500 g", 15900, 26, "Salado y firme, para rallar o freír."),
                ("Cuajada campesina 400 g", 10900, 20, "Fresca, del día."),
                ("Leche entera 1 l", 4600, 90, "Pasteurizada, en bolsa."),
                ("Huevos AA por treinta", 18500, 36, "De gallinas de la sabana."),
                ("Kumis natural 1 l", 8200, 33, "Espeso, con un toque de canela."),
                ("Mantequilla sin sal 250 g", 9400, 42, "Crema de leche y nada más."),
            ],
            "Para llevar": [
                ("Almuerzo del día", 16900, 24, "Sopa, seco y jugo, recién hechos."),
            ],
            "Panadería": [
                ("Pandebono por diez", 13500, 18, "Congelado, listo para hornear."),
                ("Almojábana por ocho", 12600, 18, "Cuajada y maíz, del Valle."),
                ("Pan de yuca por doce", 11800, 0, "Almidón de yuca y queso costeño."),
            ],
        },
    },
    "Hogar": {
        "Cocina": {
            "Ollas y sartenes": [
                (
                    "Olla pitadora de 6 litros",
                    149900,
                    12,
                    "Aluminio grueso, con válvula de seguridad.",
                ),
                ("Sartén antiadherente de 28 cm", 79900, 20, "Mango frío, apta para inducción."),
                ("Caldero de aluminio de 24 cm", 64900, 16, "El del arroz con pega."),
                ("Chocolatera con molinillo", 58900, 14, "Dos litros, molinillo de madera."),
            ],
            "Vajilla": [
                ("Vajilla de barro de La Chamba", 189000, 6, "Dieciséis piezas hechas a mano."),
                ("Juego de seis pocillos tinteros", 38500, 24, "Loza de El Carmen de Viboral."),
                ("Plato hondo esmaltado", 14900, 48, "De peltre, para sancocho."),
                ("Jarra de vidrio de 1,5 litros", 27900, 22, "Con tapa de corcho."),
            ],
            "Electrodomésticos": [
                (
                    "Cafetera de goteo de 12 tazas",
                    139900,
                    15,
                    "Filtro permanente y placa caliente.",
                ),
                ("Licuadora de vidrio de 1,5 l", 199900, 11, "Tres velocidades y pulso."),
                ("Sanduchera doble", 89900, 17, "Placas que no se pegan."),
                ("Arepera eléctrica", 119900, 9, "Dos arepas a la vez en ocho minutos."),
            ],
        },
        "Descanso": {
            "Ropa de cama": [
                ("Juego de sábanas doble", 99900, 18, "Algodón de 180 hilos."),
                ("Cobija térmica sencilla", 74900, 23, "Para noches bogotanas."),
                ("Almohada de fibra", 34900, 40, "Firmeza media, lavable."),
            ],
            "Hamacas": [
                ("Hamaca de San Jacinto", 219000, 8, "Tejida en telar, hasta 160 kg."),
                ("Chinchorro wayuu", 890000, 2, "Tres meses de trabajo en La Guajira."),
                ("Silla colgante de macramé", 179000, 5, "Con cojín de lino."),
            ],
        },
    },
    "Moda y artesanía": {
        "Ropa": {
            "Ruanas y abrigos": [
                ("Ruana de lana de Nobsa", 165000, 10, "Lana virgen, color natural."),
                ("Chal tejido a mano", 84900, 13, "Hilo fino, quince colores."),
                ("Saco de lana de oveja", 129900, 12, "Cuello alto, tejido grueso."),
            ],
            "Sombreros": [
                ("Sombrero vueltiao de 19 vueltas", 249000, 4, "Caña flecha de Tuchín."),
                ("Sombrero aguadeño", 159000, 7, "Iraca de Aguadas, ala corta."),
                ("Gorra tejida", 32900, 30, "Lana suave, talla única."),
            ],
            "Calzado": [
                ("Alpargatas de fique", 39900, 26, "Suela de caucho, del 35 al 43."),
                ("Cotizas bordadas", 45900, 19, "Para bailar joropo."),
                ("Botas de caucho", 52900, 21, "Media caña, negras."),
            ],
        },
        "Artesanía": {
            "Mochilas": [
                ("Mochila arhuaca", 320000, 5, "Lana de ovejo, diseño del caracol."),
                ("Mochila wayuu", 189000, 9, "Un hilo, crochet apretado."),
                ("Mochila de fique", 49900, 27, "De Curití, tintes naturales."),
            ],
            "Joyas": [
                ("Aretes de filigrana momposina", 145000, 6, "Plata 925 trabajada a hilo."),
                ("Collar de tagua", 42900, 25, "Marfil vegetal teñido."),
                ("Pulsera de werregue", 56900, 12, "Tejida por mujeres wounaan."),
            ],
        },
    },
    "Tecnología": {
        "Audio": {
            "Audífonos": [
                ("Audífonos inalámbricos", 159900, 32, "Treinta horas de batería."),
                ("Audífonos de diadema", 219900, 14, "Cancelación de ruido."),
            ],
            "Parlantes": [
                ("Parlante portátil", 129900, 28, "Resiste salpicaduras."),
                ("Barra de sonido", 459900, 6, "Dos punto uno, 120 vatios."),
            ],
        },
        "Accesorios": {
            "Cables y cargadores": [
                ("Cargador rápido de 30 W", 69900, 45, "USB-C, con cable de un metro."),
                ("Batería externa de 10.000 mAh", 89900, 37, "Carga dos aparatos a la vez."),
                ("Cable USB-C trenzado de 2 m", 29900, 3, "Nailon trenzado, carga y datos."),
            ],
            "Teclados y ratones": [
                ("Teclado en español con eñe", 94900, 20, "Silencioso, inalámbrico."),
                ("Ratón ergonómico", 74900, 24, "Seis botones."),
            ],
        },
    },
}
