import pymysql

# Django's MySQL backend imports "MySQLdb"; PyMySQL answers to that name.
pymysql.install_as_MySQLdb()
