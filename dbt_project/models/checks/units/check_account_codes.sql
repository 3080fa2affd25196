{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- One row per printed code and name: the same row of a statement has many figures.
printed as (

    select
        report_key,
        statement_no,
        statement,
        coalesce(function_code, economic_code) as account_code,
        if(function_code is null, 'economic', 'function') as classification,
        {{ folded('label_text') }} as name_key,
        arg_min(label_text, line_no) as label_text,
        min(doubt) as doubt,
        arg_min(source_page, line_no) as source_page,
        arg_min(source_line, line_no) as source_line,
        arg_min(cell_key, line_no) as cell_key
    from {{ ref('int_printed_figures') }}
    where
        coalesce(function_code, economic_code) is not null
        and {{ only_changed() }}
    group by
        report_key,
        statement_no,
        statement,
        function_code,
        economic_code,
        label_text

),

names as (

    select
        classification,
        name_key,
        code
    from {{ ref('int_account_names') }}

),

-- A name the list does not know may be a local one; a name that belongs to other codes only is wrong.
judged as (

    select
        printed.*,
        exists(
            select 1
            from names
            where
                names.classification = printed.classification
                and names.code = printed.account_code
        ) as is_known_code,
        exists(
            select 1
            from names
            where
                names.classification = printed.classification
                and names.code = printed.account_code
                and names.name_key = printed.name_key
        ) as is_own_name,
        (
            select min(names.code)
            from names
            where
                names.classification = printed.classification
                and names.name_key = printed.name_key
                and length(names.code) = length(printed.account_code)
        ) as code_of_name
    from printed

),

classes as (

    select distinct
        report_key,
        statement_no,
        account_code
    from printed
    where length(account_code) = 3

),

instances as (

    select
        report_key,
        'UNIT04' as rule_id,
        concat_ws('|', statement_no, account_code, name_key) as check_key,
        is_own_name or code_of_name is null as is_held,
        case
            when not is_known_code then '科目表中没有这个编码'
            when not is_own_name and code_of_name is null then '科目表中没有这个名称'
        end as not_evaluated_reason,
        cast(null as varchar) as doubt,
        cast(null as double) as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        if(not is_own_name and code_of_name is not null, map {
            'statement': statement,
            'line': concat(account_code, ' ', label_text),
            'expected': coalesce(code_of_name, '')
        }, null) as operands,
        source_page,
        source_line,
        cell_key,
        cast(null as varchar) as other_cell_key
    from judged

    union all

    select
        printed.report_key,
        'UNIT05' as rule_id,
        concat_ws('|', printed.statement_no, printed.account_code, printed.name_key) as check_key,
        own_class.account_code is not null as is_held,
        cast(null as varchar) as not_evaluated_reason,
        printed.doubt,
        cast(null as double) as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        case
            when own_class.account_code is null then map(
                ['statement', 'line', 'expected'],
                [
                    printed.statement,
                    concat(printed.account_code, ' ', printed.label_text),
                    left(printed.account_code, 3)
                ]
            )
        end as operands,
        printed.source_page,
        printed.source_line,
        printed.cell_key,
        cast(null as varchar) as other_cell_key
    from printed
    left join classes as own_class
        on
            printed.report_key = own_class.report_key
            and printed.statement_no = own_class.statement_no
            and left(printed.account_code, 3) = own_class.account_code
    where
        length(printed.account_code) > 3
        and exists (
            select 1
            from classes
            where
                classes.report_key = printed.report_key
                and classes.statement_no = printed.statement_no
                and left(classes.account_code, 1) = left(printed.account_code, 1)
        )

),

{{ checked('instances', ['UNIT04', 'UNIT05']) }}
