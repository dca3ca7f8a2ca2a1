# Colombia writes 25.000,50; Django's Spanish parts thousands by a blank, as Spain does.
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
# Short enough for a column of a list.
DATETIME_FORMAT = "j b Y, H:i"
