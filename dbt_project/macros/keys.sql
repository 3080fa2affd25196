{# A stable key over business columns; NULL and '' differ. #}
{% macro hashed_key(columns) -%}
    md5(concat_ws('|', {% for column in columns %}coalesce(cast({{ column }} as varchar), '∅'){{ ', ' if not loop.last }}{% endfor %}))
{%- endmacro %}

{# The same key as a number: half as long and held in place, for what is joined and grouped within a model. Not to be
   made of other such numbers: writing one of 128 bits as text takes longer than all else. #}
{% macro numbered_key(columns) -%}
    {{ hashed_key(columns) | replace('md5(', 'md5_number(', 1) }}
{%- endmacro %}
