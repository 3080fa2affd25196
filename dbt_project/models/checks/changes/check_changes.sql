{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

claims as (

    {{ claims_of(['同比']) }}

),

-- The figure of the other year: as printed, else what the change leaves of this year's.
paired as (

    select
        *,
        case relation
            when '增加' then 1
            when '减少' then -1
        end as direction,
        if(percent_relation <> relation, -1, 1) as percent_sign,
        value_number / nullif(value_amount, 0) as per_value,
        change_number / nullif(change_amount, 0) as per_change,
        direction * (value_amount - base_amount) * per_change as expected_change,
        if(value_amount < base_amount, '减少', '增加') as expected_relation,
        coalesce(base_amount, value_amount - direction * change_amount) as before_amount,
        if(base_amount is null, value_half + change_half, base_half) as before_half,
        coalesce(change_amount, direction * (value_amount - base_amount)) as moved_amount,
        if(change_amount is null, value_half + base_half, change_half) as moved_half
    from claims

),

rated as (

    select
        *,
        percent_sign * 100 * moved_amount / nullif(before_amount, 0) as expected_percent,
        percent_half
        + 100 * moved_half / nullif(abs(before_amount), 0)
        + 100 * moved_amount * before_half / nullif(pow(before_amount, 2), 0) as percent_rounding
    from paired

),

instances as (

    select
        report_key,
        'YOY01' as rule_id,
        claim_key as check_key,
        cast(null as boolean) as is_held,
        case
            when value_amount is null or direction is null then coalesce(doubt, '没有可对照的本期数')
        end as not_evaluated_reason,
        doubt,
        change_number as reported_value,
        expected_change as expected_value,
        (value_half + base_half + change_half) * per_change as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'value': concat(value_text, value_unit),
            'base': concat(base_text, base_unit),
            'basis': coalesce(basis_text, ''),
            'relation': relation,
            'reported': concat(change_text, change_unit),
            'expected': concat(
                expected_relation, {{ shown_as('abs(expected_change)', 'change_half * per_change') }}
            )
        } as operands,
        source_page,
        source_line,
        cell_key,
        value_cell_key as other_cell_key
    from paired
    where
        change_amount <> 0
        and base_amount is not null

    union all

    select
        report_key,
        'YOY02' as rule_id,
        claim_key as check_key,
        cast(null as boolean) as is_held,
        case
            when value_amount is null or direction is null then coalesce(doubt, '没有可对照的本期数')
            when moved_amount is null then '没有印出增减额和上年数'
            when before_amount < 0 then '推算的上年数为负'
        end as not_evaluated_reason,
        doubt,
        percent_number as reported_value,
        expected_percent as expected_value,
        percent_rounding as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'value': coalesce(concat(value_text, value_unit), ''),
            'change': coalesce(concat(relation, change_text, change_unit), ''),
            'before': coalesce(
                {{ shown_as('before_amount * per_value', 'value_half * per_value') }},
                ''
            ),
            'unit': coalesce(value_unit, ''),
            'reported': percent_text,
            'expected': coalesce({{ shown_as('expected_percent', 'percent_half') }}, '')
        } as operands,
        source_page,
        source_line,
        cell_key,
        value_cell_key as other_cell_key
    from rated
    where
        percent_number is not null
        and (before_amount is null or before_amount <> 0)

    union all

    -- From nothing there is no growth in percent.
    select
        report_key,
        'YOY03' as rule_id,
        claim_key as check_key,
        percent_number = 0 as is_held,
        cast(null as varchar) as not_evaluated_reason,
        doubt,
        percent_number as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'value': concat(value_text, value_unit),
            'reported': percent_text
        } as operands,
        source_page,
        source_line,
        cell_key,
        value_cell_key as other_cell_key
    from rated
    where
        percent_number is not null
        and before_amount = 0

    union all

    select
        report_key,
        'YOY04' as rule_id,
        claim_key as check_key,
        cast(null as boolean) as is_held,
        case when value_amount is null then coalesce(doubt, '没有可对照的本期数') end as not_evaluated_reason,
        coalesce(doubt, if(relation = '基本持平', '“基本”持平的界限不明', null)) as doubt,
        value_number as reported_value,
        base_amount * per_value as expected_value,
        (value_half + base_half) * per_value as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'reported': concat(value_text, value_unit),
            'expected': concat(base_text, base_unit),
            'relation': relation
        } as operands,
        source_page,
        source_line,
        cell_key,
        base_cell_key as other_cell_key
    from paired
    where
        relation in ('持平', '基本持平')
        and base_amount is not null

),

{{ checked('instances', ['YOY01', 'YOY02', 'YOY03', 'YOY04']) }}
