"""Full refunds through ePayco's API (EPAYCO_REFUNDS=api)."""
