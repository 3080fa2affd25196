{# Of several versions of a report the latest comes first: by its date of publication, else by when it landed. #}
{% macro newest_first() -%}
    coalesce(cast(published_on as timestamp), landed_at) desc, landed_at desc, part_no desc, report_key desc
{%- endmacro %}
