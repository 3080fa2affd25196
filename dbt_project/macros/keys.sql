{# A stable key over business columns; NULL and '' differ. #}
{% macro hashed_key(columns) -%}
    md5(concat_ws('|', {% for column in columns %}coalesce(cast({{ column }} as varchar), '∅'){{ ', ' if not loop.last }}{% endfor %}))
{%- endmacro %}
