# Short enough for a column of a list.
DATETIME_FORMAT = "j M Y, H:i"
