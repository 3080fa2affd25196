{# What checks of claims share. Amounts are in yuan there; figures of a finding are in the unit the report prints. #}

{#
  Whether two amounts differ by a unit of money (元 where 万元 is meant): what is wrong then is the unit, which a rule of its own
  tells. `expected` and `reported` are what the arithmetic compares.
#}
{% macro is_unit_slip(reported, expected, rounding) -%}
    list_bool_or(list_transform(
        {{ var('unit_ratios') }},
        -- as double: a large amount times a unit of money is more than a decimal holds
        lambda factor:
            ({{ reported }}) <> 0
            and (
                abs(cast({{ expected }} as double) / factor - ({{ reported }}))
                <= cast({{ rounding }} as double) / factor + abs(cast({{ reported }} as double)) * 0.001
                or abs(cast({{ expected }} as double) * factor - ({{ reported }}))
                <= cast({{ rounding }} as double) * factor + abs(cast({{ reported }} as double)) * 0.001
            )
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
