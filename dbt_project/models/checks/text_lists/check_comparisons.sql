{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

claims as (

    {{ claims_of(['比较']) }}

),

paired as (

    select
        *,
        case relation
            when '大于' then 1
            when '小于' then -1
        end as direction,
        value_amount - base_amount as apart,
        value_half + base_half as apart_half,
        value_number / nullif(value_amount, 0) as per_value,
        change_number / nullif(change_amount, 0) as per_change
    from claims
    where basis_text = '预算'

),

instances as (

    select
        report_key,
        'CMP01' as rule_id,
        claim_key as check_key,
        case
            when direction is not null then direction * apart >= -apart_half
            when relation = '基本持平'
                then abs(apart) <= {{ var('nearly_equal_share') }} * greatest(value_amount, base_amount)
            else abs(apart) <= apart_half
        end as is_held,
        case when apart is null then coalesce(doubt, '没有可对照的数') end as not_evaluated_reason,
        doubt,
        value_number as reported_value,
        base_amount * per_value as expected_value,
        cast(null as double) as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'relation': relation,
            'reported': coalesce(concat(value_text, value_unit), ''),
            'expected': coalesce(concat(base_text, base_unit), '')
        } as operands,
        source_page,
        source_line,
        cell_key,
        value_cell_key as other_cell_key
    from paired

    union all

    select
        report_key,
        'CMP02' as rule_id,
        claim_key as check_key,
        cast(null as boolean) as is_held,
        case when apart is null or direction is null then coalesce(doubt, '没有可对照的数') end as not_evaluated_reason,
        doubt,
        change_number as reported_value,
        direction * apart * per_change as expected_value,
        (apart_half + change_half) * per_change as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'relation': relation,
            'value': coalesce(concat(value_text, value_unit), ''),
            'base': coalesce(concat(base_text, base_unit), ''),
            'reported': concat(change_text, change_unit),
            'expected': coalesce({{ shown_as('direction * apart * per_change', 'change_half * per_change') }}, '')
        } as operands,
        source_page,
        source_line,
        cell_key,
        value_cell_key as other_cell_key
    from paired
    where change_amount <> 0

),

{{ checked('instances', ['CMP01', 'CMP02']) }}
