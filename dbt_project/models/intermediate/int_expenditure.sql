{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

statement_figures as (

    select *
    from {{ ref('int_statement_figures') }}
    where
        destination = '支出'
        and left_out_reason is null
        and {{ only_changed() }}

),

text_figures as (

    select *
    from {{ ref('int_text_figures') }}
    where
        destination = '支出'
        and left_out_reason is null
        and {{ only_changed() }}

),

kinds as (

    select distinct expenditure_kind
    from {{ ref('row_labels') }}
    where expenditure_kind is not null

),

figures as (

    select
        report_key,
        unit_key,
        file_sha256,
        statement_no,
        line_no,
        statement,
        fiscal_year,
        budget_stage,
        expenditure_kind,
        fund_source,
        function_code,
        economic_code,
        line_item,
        project_name,
        stated_level,
        amount_yuan,
        value_text,
        unit_text,
        source_page,
        source_line,
        cell_key
    from statement_figures

    union all

    select
        report_key,
        unit_key,
        file_sha256,
        0 as statement_no,
        figure_no as line_no,
        '正文' as statement,
        fiscal_year,
        budget_stage,
        expenditure_kind,
        fund_source,
        null as function_code,
        economic_code,
        line_item,
        project_name,
        stated_level,
        amount_yuan,
        value_text,
        unit_text,
        source_page,
        source_line,
        cell_key
    from text_figures

),

coded as (

    select
        *,
        coalesce(function_code, economic_code) as account_code
    from figures

),

-- Classes and sections whose own parts are printed in the same statement (201 has 20103, 301 has 30101).
parents as (

    select distinct
        report_key,
        statement_no,
        unnest(
            list_filter([left(account_code, 3), left(account_code, 5)], lambda upper: upper <> account_code)
        ) as account_code
    from (
        select distinct
            report_key,
            statement_no,
            account_code
        from coded
        where account_code is not null
    ) as codes

),

-- 基本支出, printed with 人员经费 and 公用经费 beside it, is their sum; printed alone it is a leaf.
named_parts as (

    select distinct
        report_key,
        statement_no,
        fiscal_year,
        budget_stage,
        expenditure_kind,
        fund_source
    from coded
    where
        line_item <> expenditure_kind
        and coalesce(stated_level, 'leaf') in ('leaf', 'subtotal')

),

levelled as (

    select
        coded.*,
        case
            when coded.stated_level is not null then coded.stated_level
            when parents.account_code is not null then 'subtotal'
            when kinds.expenditure_kind is not null and named_parts.report_key is not null then 'subtotal'
            else 'leaf'
        end as line_level,
        row_number() over (
            partition by
                coded.report_key,
                coded.fiscal_year,
                coded.statement,
                coded.budget_stage,
                coded.expenditure_kind,
                coded.fund_source,
                coded.function_code,
                coded.economic_code,
                coded.line_item,
                coded.project_name
            order by
                coded.statement_no,
                coded.line_no
        ) as ordinal
    from coded
    left join parents
        on
            coded.report_key = parents.report_key
            and coded.statement_no = parents.statement_no
            and coded.account_code = parents.account_code
    left join kinds on coded.line_item = kinds.expenditure_kind
    left join named_parts
        on
            coded.report_key = named_parts.report_key
            and coded.statement_no = named_parts.statement_no
            and coded.fiscal_year = named_parts.fiscal_year
            and coded.budget_stage = named_parts.budget_stage
            and coded.expenditure_kind = named_parts.expenditure_kind
            and coded.fund_source = named_parts.fund_source

),

final as (

    select
        {{ hashed_key([
            'report_key',
            'fiscal_year',
            'statement',
            'budget_stage',
            'expenditure_kind',
            'fund_source',
            'function_code',
            'economic_code',
            'line_item',
            'project_name',
            'ordinal',
        ]) }} as expenditure_key,
        report_key,
        unit_key,
        file_sha256,
        statement_no,
        line_no,
        fiscal_year,
        statement,
        budget_stage,
        expenditure_kind,
        fund_source,
        function_code,
        economic_code,
        line_item,
        project_name,
        line_level,
        amount_yuan,
        value_text,
        unit_text,
        source_page,
        source_line,
        cell_key
    from levelled

)

select * from final
