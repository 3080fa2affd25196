{{ config(materialized='view') }}

with

lines as (

    select distinct
        statement,
        heading_keys
    from {{ ref('stg_statement_line') }}

),

headings as (

    select
        heading_key,
        scope,
        role,
        side,
        budget_stage,
        expenditure_kind,
        fund_source,
        revenue_source,
        line_item,
        year_shift
    from {{ ref('column_headings') }}

),

-- A heading may be an account, by code or by name (支出决算明细表, 支出按经济分类).
accounts as (

    select
        code as heading_key,
        if(any_value(classification) = 'economic', [code], null) as economic_codes,
        if(any_value(classification) = 'function', code, null) as function_code,
        null as account_name
    from {{ ref('int_account_names') }}
    group by code

    union all

    select
        name_key as heading_key,
        nullif(list(distinct code) filter (where classification = 'economic'), []) as economic_codes,
        null as function_code,
        if(bool_or(classification = 'function'), name_key, null) as account_name
    from {{ ref('int_account_names') }}
    group by name_key

),

parts as (

    select
        statement,
        heading_keys,
        unnest(heading_keys) as heading_key,
        generate_subscripts(heading_keys, 1) as depth
    from lines

),

-- '2021年决算数' is the heading 决算数 of the year 2021.
dated as (

    select
        *,
        {{ printed_year('heading_key') }} as heading_year,
        regexp_replace(heading_key, '[(]?(?:19|20)[0-9]{2}(?:年度?)?[)]?', '') as undated_key
    from parts

),

explained as (

    select
        dated.statement,
        dated.heading_keys,
        dated.heading_key,
        dated.depth,
        dated.heading_year,
        headings.heading_key is not null or accounts.heading_key is not null or dated.undated_key = '' as is_known,
        headings.heading_key is null and accounts.heading_key is not null as is_account,
        accounts.economic_codes,
        accounts.function_code,
        coalesce(headings.role, if(accounts.heading_key is not null, 'amount', null)) as role,
        headings.side,
        headings.budget_stage,
        headings.expenditure_kind,
        headings.fund_source,
        headings.revenue_source,
        headings.line_item,
        if(headings.heading_key is null, accounts.account_name, null) as account_name,
        headings.year_shift
    from dated
    left join accounts on dated.heading_key = accounts.heading_key
    left join headings
        on
            headings.heading_key in (dated.heading_key, dated.undated_key)
            and headings.scope in (dated.statement, '*')
    qualify
        row_number() over (
            partition by dated.statement, dated.heading_keys, dated.depth
            order by
                headings.heading_key is null,
                headings.scope = '*',
                headings.heading_key <> dated.heading_key
        ) = 1

),

-- The innermost heading wins when two say something different (arg_max passes over NULL).
meant as (

    select
        statement,
        heading_keys,
        arg_max(side, depth) as side,
        arg_max(budget_stage, depth) as budget_stage,
        arg_max(nullif(expenditure_kind, '合计'), depth) as expenditure_kind,
        bool_or(expenditure_kind = '合计') as is_all_kinds,
        -- 一般公共预算 below 上年结转 is money brought over, whichever budget it was of
        if(
            bool_or(fund_source = '上年结转'), '上年结转', arg_max(nullif(fund_source, '合计'), depth)
        ) as fund_source,
        bool_or(fund_source = '合计') as is_all_funds,
        -- all below 年初结转和结余 was brought over: 合计, 一般公共预算
        case
            when bool_or(revenue_source = '年初结转和结余') then '年初结转和结余'
            else coalesce(arg_max(nullif(revenue_source, '合计'), depth), arg_max(revenue_source, depth))
        end as revenue_source,
        arg_max(line_item, depth) as heading_item,
        arg_max(account_name, depth) as account_name,
        if(bool_or(is_account), arg_max(economic_codes, depth), null) as economic_codes,
        arg_min(economic_codes[1], depth) as outer_economic_code,
        count(economic_codes) as economic_headings,
        if(bool_or(is_account), arg_max(function_code, depth), null) as function_code,
        coalesce(arg_max(if(heading_year is null, year_shift, 0), depth), 0) as year_shift,
        arg_max(heading_year, depth) as heading_year,
        string_agg(if(is_known, null, heading_key), '、' order by depth) as unknown_headings,
        string_agg(if(role = 'ignore', heading_key, null), '、' order by depth) as ignored_headings,
        arg_max(role, depth) as innermost_role
    from explained
    group by
        statement,
        heading_keys

),

-- 办公设备购置 is an account of two classes: the one it stands under; alone, a name means the class that has it.
-- 住房公积金 is a function as well: it is economic under another economic account.
numbered as (

    select
        *,
        case
            when economic_headings = 1 and account_name is not null then null
            when len(economic_codes) = 1 then economic_codes[1]
            when economic_headings > 1
                then list_filter(economic_codes, lambda code: starts_with(code, left(outer_economic_code, 3)))[1]
            else list_filter(economic_codes, lambda code: len(code) = 3)[1]
        end as economic_code
    from meant

),

final as (

    select
        statement,
        heading_keys,
        side,
        budget_stage,
        expenditure_kind,
        is_all_kinds,
        fund_source,
        is_all_funds,
        revenue_source,
        coalesce(heading_item, if(economic_code is null, account_name, null)) as line_item,
        economic_code,
        function_code,
        year_shift,
        heading_year,
        coalesce(
            unknown_headings,
            if(economic_codes is not null and economic_code is null and account_name is null, heading_keys[-1], null)
        ) as unknown_headings,
        ignored_headings,
        innermost_role
    from numbered

)

select * from final
