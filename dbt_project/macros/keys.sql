{# A stable key over business columns; NULL and '' differ. #}
{% macro hashed_key(columns) -%}
    md5(concat_ws('|', {% for column in columns %}coalesce(cast({{ column }} as varchar), '∅'){{ ', ' if not loop.last }}{% endfor %}))
{%- endmacro %}

{#
  A key as a number, for what is joined and grouped within a model; never stored. Its first column is the report: half of the
  number, so that two keys could only be taken for each other among the few of one report.
#}
{% macro numbered_key(columns) -%}
    cast(hash({{ columns[0] }}) as uhugeint) * 18446744073709551616 + hash({{ columns[1:] | join(', ') }})
{%- endmacro %}
