{# What checks of claims share. Amounts are in yuan there; figures of a finding are in the unit the report prints. #}

{#
  Whether two amounts differ by a unit of money (元 where 万元 is meant): what is wrong then is the unit, which a rule of its own
  tells. `expected` and `reported` are what the arithmetic compares.
#}
{% macro is_unit_slip(reported, expected, rounding) -%}
    list_bool_or(list_transform(
        {{ var('unit_ratios') }},
        lambda factor:
            abs(({{ expected }}) / factor - ({{ reported }})) <= ({{ rounding }}) / factor + abs(({{ reported }})) * 0.001
            and ({{ reported }}) <> 0
            or abs(({{ expected }}) * factor - ({{ reported }})) <= ({{ rounding }}) * factor + abs(({{ reported }})) * 0.001
            and ({{ reported }}) <> 0
    ))
{%- endmacro %}

{# A computed number with as many decimals as the printed one beside it. #}
{% macro shown_as(number, printed_half) -%}
    {{ shown_number('round(' ~ number ~ ', cast(greatest(2, round(-log10(2 * ' ~ printed_half ~ '))) as integer))') }}
{%- endmacro %}

{# The claims of changed and published reports. Rows of other reports are replaced elsewhere. #}
{% macro claims_of(claim_types) -%}
    select *
    from {{ ref('int_claims') }}
    where
        {{ only_changed() }}
        and claim_type in ({% for claim_type in claim_types %}'{{ claim_type }}'{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}
