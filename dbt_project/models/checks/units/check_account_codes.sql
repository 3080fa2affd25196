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
        label_text,
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

named_codes as (

    select
        classification,
        name_key,
        length(code) as code_length,
        min(code) as code
    from names
    group by
        classification,
        name_key,
        code_length

),

-- What is known of a code and a name, once for all reports that print them. A name the list does not know may be a
-- local one; a name that belongs to other codes only is wrong.
known as (

    select
        pairs.classification,
        pairs.account_code,
        pairs.name_key,
        exists(
            select 1
            from names
            where
                names.classification = pairs.classification
                and names.code = pairs.account_code
        ) as is_known_code,
        exists(
            select 1
            from names
            where
                names.classification = pairs.classification
                and names.code = pairs.account_code
                and names.name_key = pairs.name_key
        ) as is_own_name,
        named_codes.code as code_of_name
    from (
        select distinct
            classification,
            account_code,
            name_key
        from printed
    ) as pairs
    left join named_codes
        on
            pairs.classification = named_codes.classification
            and pairs.name_key = named_codes.name_key
            and length(pairs.account_code) = named_codes.code_length

),

judged as (

    select
        printed.*,
        known.is_known_code,
        known.is_own_name,
        known.code_of_name
    from printed
    inner join known
        on
            printed.classification = known.classification
            and printed.account_code = known.account_code
            and printed.name_key is not distinct from known.name_key

),

classes as (

    select distinct
        report_key,
        statement_no,
        account_code
    from printed
    where length(account_code) = 3

),

-- 2 for functional, 3 for economic classes: a statement that prints none says nothing of whose class is missing.
kinds_of_classes as (

    select distinct
        report_key,
        statement_no,
        left(account_code, 1) as kind
    from classes

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
    inner join kinds_of_classes
        on
            printed.report_key = kinds_of_classes.report_key
            and printed.statement_no = kinds_of_classes.statement_no
            and left(printed.account_code, 1) = kinds_of_classes.kind
    where length(printed.account_code) > 3

),

{{ checked('instances', ['UNIT04', 'UNIT05']) }}
