{#
  Columns of an operand of a claim from its text and unit: number as printed, amount (yuan, or the count itself where the
  unit is none of money) and half of the last printed digit in the same measure, which is how exact the amount is. A bare 0 is exact.
#}
{% macro claim_operand(name, factor) -%}
    {{ name }}_number,
        {{ name }}_number * {{ factor }} as {{ name }}_amount,
        if({{ folded(name ~ '_text') }} = '0', 0, {{ half_digit(name ~ '_text') }} * {{ factor }}) as {{ name }}_half
{%- endmacro %}

{# Half of the last printed digit of a number: 0.005 for 12.30, 0.5 for 1,200. #}
{% macro half_digit(text) -%}
    0.5 * pow(10.0, -length(regexp_extract({{ folded(text) }}, '\.(\d+)', 1)))
{%- endmacro %}
