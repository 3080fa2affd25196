{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

{%- set operands -%}
map {
            'line': coalesce(subject_text, ''),
            'value': coalesce(concat(value_text, value_unit), ''),
            'base': coalesce(concat(base_text, base_unit), ''),
            'reported': percent_text,
            'expected': coalesce({{ shown_as('expected_percent', 'percent_half') }}, '')
        }
{%- endset %}

with

claims as (

    {{ claims_of(['比率', '完成率', '倍数']) }}

),

-- Figures whose unit of money a statement already shows to be wrong: the ratio would tell the same again.
known_slips as (

    select
        report_key,
        cell_key
    from {{ ref('check_text_units') }}
    where
        outcome = 'fail'
        and {{ only_changed() }}

),

rated as (

    select
        *,
        case claim_type
            when '比率' then 'RAT01'
            when '完成率' then 'RAT02'
            else 'RAT03'
        end as ratio_rule,
        if(claim_type = '倍数', 1, 100) as scale
    from claims
    where relation <> '控制率'

),

paired as (

    select
        *,
        scale * value_amount / nullif(base_amount, 0) as expected_percent,
        percent_half
        + scale * value_half / nullif(abs(base_amount), 0)
        + scale * value_amount * base_half / nullif(pow(base_amount, 2), 0) as percent_rounding,
        {{ is_unit_slip('percent_number', 'expected_percent', 'percent_rounding') }} as is_slip,
        exists(
            select 1
            from known_slips
            where
                known_slips.report_key = rated.report_key
                and known_slips.cell_key in (rated.value_cell_key, rated.base_cell_key)
        ) as is_known_slip
    from rated

),

instances as (

    select
        paired.* replace (coalesce(doubt, if(is_slip, '两个数的金额单位似不一致', null)) as doubt),
        ratio_rule as rule_id,
        claim_key as check_key,
        cast(null as boolean) as is_held,
        case
            when value_amount is null or base_amount is null then coalesce(doubt, '没有可对照的数')
        end as not_evaluated_reason,
        percent_number as reported_value,
        expected_percent as expected_value,
        percent_rounding as rounding,
        base_cell_key as other_cell_key
    from paired
    where base_amount is null or base_amount <> 0

    union all

    -- A percentage that is wrong by exactly a unit of money: 671元 where 671万元 is meant.
    select
        paired.* replace (coalesce(doubt, if(is_known_slip, '与报表相比已知金额单位有误', null)) as doubt),
        'UNIT06' as rule_id,
        claim_key as check_key,
        not is_slip or percent_rounding > {{ var('unit_confusion_precision') }} * expected_percent as is_held,
        case
            when value_amount is null or base_amount is null then coalesce(doubt, '没有可对照的数')
        end as not_evaluated_reason,
        percent_number as reported_value,
        expected_percent as expected_value,
        cast(null as double) as rounding,
        base_cell_key as other_cell_key
    from paired
    where
        claim_type <> '倍数'
        and (base_amount is null or base_amount <> 0)

    union all

    -- Nothing is no share of nothing.
    select
        *,
        'RAT04' as rule_id,
        claim_key as check_key,
        percent_number = 0 as is_held,
        cast(null as varchar) as not_evaluated_reason,
        percent_number as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        base_cell_key as other_cell_key
    from paired
    where base_amount = 0

),

{{ checked('instances', ['RAT01', 'RAT02', 'RAT03', 'RAT04', 'UNIT06'], operands) }}
