# Colombia writes 25.000,50; Django's Spanish separates thousands by spaces, as Spain does.
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
# Short enough for a list column.
DATETIME_FORMAT = "j b Y, H:i"
