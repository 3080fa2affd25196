{# Whether a waiver holds today: for good, or until a day that has not passed. #}
{% macro is_waiver_valid() -%}
    (
        valid_until is null
        or valid_until >= current_date
    )
{%- endmacro %}
