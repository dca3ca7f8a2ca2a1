# Short enough for a list column.
DATETIME_FORMAT = "j M Y, H:i"
