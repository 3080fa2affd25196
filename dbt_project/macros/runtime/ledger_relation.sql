{# The ledger of the last complete build, or none. Looked up by name: a reference to its model would close a circle. #}
{% macro ledger_relation() -%}
    {%- if flags.FULL_REFRESH -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- do return(adapter.get_relation(database=this.database, schema=this.schema, identifier='int_report_ledger')) -%}
{%- endmacro %}
