{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

claims as (

    {{ claims_of(['列举']) }}

),

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

),

-- What the report itself explains by rounding: two sums and their difference.
rounding_claims as (

    {{ claims_of(['舍入说明']) }}

),

explained as (

    select
        *,
        change_number / nullif(change_amount, 0) as per_change,
        greatest(value_amount, base_amount) as larger_sum,
        least(value_amount, base_amount) as smaller_sum
    from rounding_claims
    where change_amount is not null

),

items as (

    select
        claim_key,
        unnest(item_texts) as item_text,
        unnest(item_values) as item_value,
        unnest(item_units) as item_unit
    from claims
    where relation in ('合计', '分项', '人数')

),

added as (

    select
        items.claim_key,
        sum(cast({{ printed_number('items.item_value') }} as double) * coalesce(money_units.factor, 1)) as items_amount,
        sum(
            if(
                {{ printed_number('items.item_value') }} = 0,
                0,
                {{ half_digit('items.item_value') }} * coalesce(money_units.factor, 1)
            )
        ) as items_half,
        max(cast({{ printed_number('items.item_value') }} as double)) as largest_item,
        count(*) as item_count,
        string_agg(concat(items.item_text, ' ', items.item_value), '＋') as parts_text
    from items
    left join money_units on {{ folded('items.item_unit') }} = money_units.unit_key
    group by items.claim_key

),

summed as (

    select
        claims.*,
        added.items_amount,
        added.items_half,
        added.largest_item,
        added.item_count,
        added.parts_text,
        claims.value_amount / nullif(claims.value_number, 0) as unit_factor
    from claims
    inner join added on claims.claim_key = added.claim_key

),

explained_lists as (

    select distinct summed.claim_key
    from summed
    inner join explained
        on
            summed.report_key = explained.report_key
            and abs(greatest(summed.value_amount, summed.items_amount) - explained.larger_sum) < explained.value_half
            and abs(least(summed.value_amount, summed.items_amount) - explained.smaller_sum) < explained.value_half

),

-- Parts that make a sum the report itself speaks of (明细数合计总数817.3万元) are all there are.
lists_with_known_sum as (

    select distinct summed.claim_key
    from summed
    inner join explained
        on
            summed.report_key = explained.report_key
            and (
                abs(summed.items_amount - explained.larger_sum) < explained.value_half
                or abs(summed.items_amount - explained.smaller_sum) < explained.value_half
            )

),

instances as (

    select
        report_key,
        if(relation = '人数', 'STF01', 'LST01') as rule_id,
        claim_key as check_key,
        case
            when claim_key in (select explained_lists.claim_key from explained_lists) then true
            when relation = '人数' then items_amount = value_amount
        end as is_held,
        case when unit_factor is null and items_amount <> 0 then '合计为零' end as not_evaluated_reason,
        coalesce(
            doubt,
            case
                when
                    not is_complete
                    and items_amount < value_amount
                    and claim_key not in (select lists_with_known_sum.claim_key from lists_with_known_sum)
                    then '未必列出全部分项'
            end,
            -- 实有人数69人，其中在职人员69人，退休人员21人: those in post are all that is counted, the others stand beside it
            if(
                relation = '人数' and largest_item = value_number and items_amount > value_amount,
                '其中一类已是合计，其余各类未必计入',
                null
            ),
            if(
                {{ is_unit_slip('value_amount', 'items_amount', 'items_half + value_half') }},
                '合计与各项的金额单位似不一致',
                null
            )
        ) as doubt,
        value_number as reported_value,
        items_amount / coalesce(unit_factor, 1) as expected_value,
        if(relation = '人数', null, (items_half + value_half) / coalesce(unit_factor, 1)) as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'reported': concat(value_text, value_unit),
            'unit': coalesce(value_unit, ''),
            'expected': {{ shown_number('round(cast(items_amount / coalesce(unit_factor, 1) as decimal(28, 6)), 4)') }},
            'parts': if(length(parts_text) <= {{ var('longest_parts_text') }}, parts_text, concat(item_count, '项'))
        } as operands,
        source_page,
        source_line,
        cell_key,
        item_cell_keys[1] as other_cell_key
    from summed

    union all

    select
        report_key,
        'LST02' as rule_id,
        claim_key as check_key,
        len(item_texts) = value_number as is_held,
        cast(null as varchar) as not_evaluated_reason,
        doubt,
        value_number as reported_value,
        len(item_texts) as expected_value,
        cast(null as double) as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'reported': value_text,
            'expected': cast(len(item_texts) as varchar),
            'parts': array_to_string(item_texts, '、')
        } as operands,
        source_page,
        source_line,
        cell_key,
        cast(null as varchar) as other_cell_key
    from claims
    where relation = '个数'

    union all

    select
        report_key,
        'RND01' as rule_id,
        claim_key as check_key,
        cast(null as boolean) as is_held,
        cast(null as varchar) as not_evaluated_reason,
        doubt,
        change_number as reported_value,
        abs(value_amount - base_amount) * per_change as expected_value,
        change_half * per_change as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'value': concat(value_text, value_unit),
            'base': concat(base_text, base_unit),
            'reported': concat(change_text, change_unit),
            'expected': {{ shown_as('abs(value_amount - base_amount) * per_change', 'change_half * per_change') }}
        } as operands,
        source_page,
        source_line,
        cell_key,
        value_cell_key as other_cell_key
    from explained
    where change_amount <> 0

),

{{ checked('instances', ['LST01', 'LST02', 'STF01', 'RND01']) }}
