{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

claims as (

    {{ claims_of(['列举']) }}

),

account_names as (

    select
        name_key,
        code
    from {{ ref('int_account_names') }}
    where classification = 'economic'

),

-- The economic accounts that the report's statement of basic expenditure prints.
printed as (

    select
        report_key,
        fiscal_year,
        economic_code,
        max(line_item) as line_item,
        max(amount_yuan) as amount_yuan,
        max(value_text) as value_text,
        max(unit_text) as unit_text,
        min(doubt) as doubt,
        min(cell_key) as cell_key
    from {{ ref('int_printed_figures') }}
    where
        economic_code is not null
        and expenditure_kind = '基本支出'
        and {{ only_changed() }}
    group by
        report_key,
        fiscal_year,
        economic_code

),

named as (

    select
        claim_key,
        report_key,
        fiscal_year,
        unnest(item_texts) as item_text
    from claims
    where relation = '名称'

),

-- A name of several accounts (医疗费) is right when any of them has an amount.
resolved as (

    select
        named.claim_key,
        named.item_text,
        bool_or(coalesce(printed.amount_yuan, 0) <> 0) as has_amount,
        list(account_names.code) as codes,
        list(left(account_names.code, 3)) as class_codes
    from named
    inner join account_names on {{ folded('named.item_text') }} = account_names.name_key
    left join printed
        on
            named.report_key = printed.report_key
            and named.fiscal_year = printed.fiscal_year
            and account_names.code = printed.economic_code
    group by
        named.claim_key,
        named.item_text

),

listed as (

    select
        claim_key,
        string_agg(item_text, '、' order by item_text) filter (where not has_amount) as without_amount,
        flatten(list(codes)) as codes,
        flatten(list(class_codes)) as class_codes
    from resolved
    group by claim_key

),

statements as (

    select
        report_key,
        fiscal_year,
        count(*) filter (where length(economic_code) > 3) as account_count,
        min(doubt) as doubt,
        min(cell_key) as cell_key
    from printed
    group by
        report_key,
        fiscal_year

),

unnamed as (

    select
        claims.claim_key,
        string_agg(concat(printed.line_item, printed.value_text, printed.unit_text), '、' order by printed.economic_code)
            as with_amount
    from claims
    inner join listed on claims.claim_key = listed.claim_key
    inner join printed
        on
            claims.report_key = printed.report_key
            and claims.fiscal_year = printed.fiscal_year
    where
        length(printed.economic_code) > 3
        and printed.amount_yuan <> 0
        and not list_contains(listed.codes, printed.economic_code)
        and not list_contains(listed.codes, left(printed.economic_code, 3))
        and list_contains(listed.class_codes, left(printed.economic_code, 3))
    group by claims.claim_key

),

paired as (

    select
        claims.*,
        listed.without_amount,
        unnamed.with_amount,
        statements.cell_key as statement_cell_key,
        coalesce(claims.doubt, statements.doubt) as either_doubt,
        if(coalesce(statements.account_count, 0) = 0, '没有印出分科目的基本支出表', null) as missing_reason
    from claims
    inner join listed on claims.claim_key = listed.claim_key
    left join unnamed on claims.claim_key = unnamed.claim_key
    left join statements
        on
            claims.report_key = statements.report_key
            and claims.fiscal_year = statements.fiscal_year

),

instances as (

    select
        report_key,
        'LST03' as rule_id,
        claim_key as check_key,
        without_amount is null as is_held,
        missing_reason as not_evaluated_reason,
        either_doubt as doubt,
        cast(null as double) as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'parts': coalesce(without_amount, ''),
            'others': coalesce(concat('；有金额而没有列出的有', with_amount), '')
        } as operands,
        source_page,
        source_line,
        cell_key,
        statement_cell_key as other_cell_key
    from paired

    union all

    select
        report_key,
        'LST04' as rule_id,
        claim_key as check_key,
        with_amount is null as is_held,
        missing_reason as not_evaluated_reason,
        either_doubt as doubt,
        cast(null as double) as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        map {
            'line': coalesce(subject_text, ''),
            'parts': coalesce(with_amount, '')
        } as operands,
        source_page,
        source_line,
        cell_key,
        statement_cell_key as other_cell_key
    from paired
    -- a list that names the wrong account is told once
    where without_amount is null

),

{{ checked('instances', ['LST03', 'LST04']) }}
