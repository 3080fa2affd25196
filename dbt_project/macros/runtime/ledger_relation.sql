{# The ledger of the last complete build, or none. Looked up by name: a reference to its model would close a circle. One
   without units, of an earlier release, says nothing of what belongs together: every report is new then. #}
{% macro ledger_relation() -%}
    {%- if flags.FULL_REFRESH -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set name = 'int_report_ledger' -%}
    {%- set ledger = adapter.get_relation(database=this.database, schema=this.schema, identifier=name) -%}
    {%- if ledger is none or 'unit_key' not in adapter.get_columns_in_relation(ledger) | map(attribute='name') -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- do return(ledger) -%}
{%- endmacro %}
