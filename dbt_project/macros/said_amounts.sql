{# Income and spending said in running text, with what the unit is worth and half of the last printed digit, in yuan. #}
{% macro said_amounts() -%}
    select
        figures.*,
        money_units.factor as unit_factor,
        {{ half_digit('figures.value_text') }} * money_units.factor as rounding_yuan
    from {{ ref('int_text_figures') }} as figures
    inner join {{ ref('money_units') }} as money_units on {{ folded('figures.unit_text') }} = money_units.unit_key
    where
        figures.destination in ('收入', '支出')
        and {{ only_changed('figures.report_key') }}
{%- endmacro %}
