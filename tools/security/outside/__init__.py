"""Attacks from outside on payments and on the service, and writes that the database undoes."""
