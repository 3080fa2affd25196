"""How long the checks of many reports take in one dbt run."""
