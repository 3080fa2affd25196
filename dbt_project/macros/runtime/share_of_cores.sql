{# With several statements at a time, threads of DuckDB beyond the cores only wait for each other: one statement on two
   threads costs a quarter more than on one. The flow gives each its share; from a shell DuckDB takes all cores. #}
{% macro share_of_cores() -%}
    {%- set threads = env_var('FISCAL_DUCKDB_THREADS', '') -%}
    {%- if threads -%}
        set threads = {{ threads }}
    {%- endif -%}
{%- endmacro %}
