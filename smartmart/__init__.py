import pymysql

# Django's MySQL backend imports "MySQLdb"; let PyMySQL take its place.
pymysql.install_as_MySQLdb()
