{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

measures as (

    select
        *,
        {{ numbered_key(['report_key', 'measure_key']) }} as measure_id
    from {{ ref('int_statement_measures') }}
    where {{ only_changed() }}

),

-- Most meanings are printed in one statement: only the others are put in order.
repeated as (

    select measure_id
    from measures
    group by measure_id
    having count(*) > 1

),

prints as (

    select
        *,
        row_number() over (
            partition by measure_id
            order by statement_no, statement
        ) as occurrence
    from measures
    where measure_id in (select repeated.measure_id from repeated)

),

-- Every later print of a meaning against its first one.
pairs as (

    select
        later.report_key,
        later.side,
        later.is_total,
        concat_ws('|', later.measure_key, later.statement) as check_key,
        coalesce(later.doubt, earlier.doubt) as doubt,
        later.amount_yuan / later.unit_factor as reported_value,
        earlier.amount_yuan / later.unit_factor as expected_value,
        (later.rounding_yuan + earlier.rounding_yuan) / later.unit_factor as rounding,
        case
            when later.amount_yuan <> earlier.amount_yuan then map(
                ['statement', 'line', 'reported', 'other_statement', 'other_line', 'expected', 'unit'],
                [
                    later.statement,
                    later.figure_name,
                    concat(later.value_text, later.unit_text),
                    earlier.statement,
                    earlier.figure_name,
                    concat(earlier.value_text, earlier.unit_text),
                    later.unit_text
                ]
            )
        end as operands,
        later.source_page,
        later.source_line,
        later.cell_key,
        earlier.cell_key as other_cell_key,
        {{ is_unit_confusion('later', 'earlier') }} as is_unit_confusion
    from prints as later
    inner join prints as earlier
        on
            later.measure_id = earlier.measure_id
            and earlier.occurrence = 1
    where later.occurrence > 1

),

instances as (

    select
        * exclude (side, is_total, is_unit_confusion),
        case
            when side = '收入' then 'LINK03'
            when is_total then 'LINK01'
            else 'LINK02'
        end as rule_id,
        cast(null as boolean) as is_held,
        if(is_unit_confusion, '两处金额单位不同', null) as not_evaluated_reason
    from pairs

    union all by name

    select
        * exclude (side, is_total, is_unit_confusion, doubt),
        cast(null as varchar) as doubt,
        'UNIT02' as rule_id,
        not is_unit_confusion as is_held,
        if(reported_value = 0 or expected_value = 0, '金额为零，看不出单位', null) as not_evaluated_reason
    from pairs

),

{{ checked('instances', ['LINK01', 'LINK02', 'LINK03', 'UNIT02']) }}
