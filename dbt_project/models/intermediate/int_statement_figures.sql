{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- A row that names a unit is the unit's 合计 in every column.
lines as (

    select
        *,
        coalesce(label_key, if(row_unit_name <> '', '合计', null)) as meaning_key
    from {{ ref('stg_statement_line') }}
    where {{ only_changed() }}

),

row_units as (

    select
        report_key,
        unit_name,
        unit_key
    from {{ ref('int_row_units') }}

),

reports as (

    select
        report_key,
        unit_key,
        fiscal_year
    from {{ ref('int_report_versions') }}

),

-- A statement has one set of defaults; a title says which where its variants differ (三公经费 of one fund or another).
titles as (

    select
        statement,
        title_key,
        side,
        fund_source,
        expenditure_kind,
        budget_stage
    from {{ ref('statement_titles') }}

),

headings as (

    select * from {{ ref('int_heading_meanings') }}

),

sections as (

    select * from {{ ref('int_section_meanings') }}

),

labels as (

    select * from {{ ref('int_row_label_meanings') }}

),

accounts as (

    select distinct name_key
    from {{ ref('int_account_names') }}

),

-- The functional class a label names where no code is printed (收入支出总表).
classes as (

    select
        name_key,
        min(code) as code
    from {{ ref('int_account_names') }}
    where
        classification = 'function'
        and length(code) = 3
    group by name_key

),

account_codes as (

    select distinct
        code,
        first_value(name) over (partition by code order by valid_to desc nulls first) as name
    from {{ ref('function_accounts') }}

    union all

    select distinct
        code,
        first_value(name) over (partition by code order by valid_to desc nulls first) as name
    from {{ ref('economic_accounts') }}

),

named_titles as (

    select distinct
        lines.statement,
        lines.title_text,
        titles.side,
        titles.fund_source,
        titles.expenditure_kind,
        titles.budget_stage
    from (
        select distinct
            statement,
            title_text,
            {{ folded('title_text') }} as title_key
        from lines
    ) as lines
    left join titles
        on
            lines.statement = titles.statement
            and contains(lines.title_key, titles.title_key)
    qualify
        row_number() over (
            partition by lines.statement, lines.title_text
            order by length(titles.title_key) desc nulls last
        ) = 1

),

-- Where the title as printed is not among the variants: what all variants of the statement have in common.
common_defaults as (

    select
        statement,
        if(count(distinct coalesce(side, '')) = 1, any_value(side), null) as side,
        if(count(distinct fund_source) = 1, any_value(fund_source), null) as fund_source,
        if(count(distinct expenditure_kind) = 1, any_value(expenditure_kind), null) as expenditure_kind,
        if(count(distinct coalesce(budget_stage, '')) = 1, any_value(budget_stage), null) as budget_stage
    from titles
    group by statement

),

meant as (

    select
        lines.*,
        case
            when lines.row_unit_name is null then reports.unit_key
            else row_units.unit_key
        end as unit_key,
        reports.fiscal_year as report_year,
        headings.heading_year,
        coalesce(headings.year_shift, 0) as year_shift,
        headings.unknown_headings,
        headings.ignored_headings,
        headings.innermost_role,
        headings.line_item as heading_item,
        headings.economic_code as heading_economic_code,
        headings.function_code as heading_function_code,
        headings.side as heading_side,
        headings.budget_stage as heading_stage,
        headings.expenditure_kind as heading_kind,
        headings.fund_source as heading_fund,
        headings.revenue_source as heading_source,
        labels.label_key is not null as has_label_meaning,
        labels.role as label_role,
        labels.line_item as label_item,
        labels.side as label_side,
        labels.expenditure_kind as label_kind,
        labels.fund_source as label_fund,
        labels.revenue_source as label_source,
        labels.line_level as label_level,
        item_labels.line_level as heading_item_level,
        sections.side as section_side,
        sections.expenditure_kind as section_kind,
        sections.fund_source as section_fund,
        sections.revenue_source as section_source,
        coalesce(sections.is_project_section, false) as in_project_section,
        coalesce(sections.is_skipped, false) as in_skipped_section,
        coalesce(sections.is_procurement, false) as in_procurement_section,
        coalesce(sections.is_memo, false) as in_memo_section,
        coalesce(named_titles.side, common_defaults.side) as statement_side,
        coalesce(named_titles.fund_source, common_defaults.fund_source) as statement_fund,
        coalesce(named_titles.expenditure_kind, common_defaults.expenditure_kind) as statement_kind,
        coalesce(named_titles.budget_stage, common_defaults.budget_stage) as statement_stage,
        accounts.name_key is not null as is_account_name,
        regexp_full_match(lines.code_text, '2(?:[0-9]{2}|[0-9]{4}|[0-9]{6})') as has_function_code,
        regexp_full_match(lines.code_text, '3(?:[0-9]{2}|[0-9]{4})') as has_economic_code,
        account_codes.name as account_name
    from lines
    inner join reports on lines.report_key = reports.report_key
    left join row_units
        on
            lines.report_key = row_units.report_key
            and lines.row_unit_name = row_units.unit_name
    left join headings
        on
            lines.statement = headings.statement
            and lines.heading_keys = headings.heading_keys
    left join sections
        on
            lines.statement = sections.statement
            and lines.section_keys = sections.section_keys
    left join labels
        on
            lines.statement = labels.statement
            and lines.meaning_key = labels.label_key
    left join labels as item_labels
        on
            headings.statement = item_labels.statement
            and {{ folded('headings.line_item') }} = item_labels.label_key
    left join named_titles
        on
            lines.statement = named_titles.statement
            and lines.title_text is not distinct from named_titles.title_text
    left join common_defaults on lines.statement = common_defaults.statement
    left join accounts on lines.label_key = accounts.name_key
    left join account_codes on lines.code_text = account_codes.code

),

-- A row of a project statement that is neither a known label nor an account names a project.
rows_named as (

    select
        *,
        coalesce(
            statement_kind = '项目支出'
            and project_name is null
            and label_text is not null
            and code_text is null
            and not has_label_meaning
            and not is_account_name,
            false
        ) as is_project_row
    from meant

),

-- The one place where side, stage, kind, fund, source, item, project and year of a statement's figure are decided.
decided as (

    select
        *,
        coalesce(has_function_code, false) or coalesce(has_economic_code, false) as has_code,

        -- 收入 and 支出 stand above the column, else the heading, the row, its section or the statement say it
        coalesce(side, heading_side, label_side, section_side, statement_side) as line_side,

        -- a 预算数 of a budget publication is the initial budget: nothing has been adjusted yet
        case
            when statement_stage = '年初预算' and heading_stage = '全年预算' then '年初预算'
            -- 公务接待费 twice, the second below 决算数: the first is not 决算 because the title is, its heading was lost
            when
                statement_stage = '决算'
                and heading_stage is null
                and heading_item is not null
                and bool_or(
                    heading_stage is not null and year_shift = 0 and coalesce(heading_year, report_year) = report_year
                ) over (partition by report_key, statement_no, heading_item)
                then null
            else coalesce(heading_stage, statement_stage)
        end as line_stage,

        -- 合计 is what is left when nobody is more specific: the 合计 column of a 基本支出 statement is 基本支出
        case
            when in_project_section or project_name is not null then '项目支出'
            else coalesce(
                heading_kind, nullif(label_kind, '合计'), section_kind, nullif(statement_kind, '合计'), '合计'
            )
        end as line_kind,
        coalesce(heading_fund, nullif(label_fund, '合计'), section_fund, nullif(statement_fund, '合计'), '合计')
            as line_fund,
        -- on the income side a row's fund is its revenue source; what the statement covers stays
        coalesce(heading_fund, nullif(statement_fund, '合计'), '合计') as revenue_fund,
        coalesce(
            section_source, nullif(heading_source, '合计'), nullif(label_source, '合计'), heading_source, label_source
        ) as line_source,

        -- a three-public table has its items in the headings; its row says 合计, nothing or the unit's name
        case
            -- 人员经费合计 below 人员经费 names itself
            when label_level = 'subtotal' and label_kind = heading_kind then label_item
            when
                heading_item is not null
                and not coalesce(has_function_code or has_economic_code, false)
                then heading_item
            when heading_item is not null and heading_item_level = 'memo' then heading_item
            when in_project_section and not has_label_meaning then label_text
            else coalesce(label_item, nullif(label_text, ''), account_name)
        end as line_item_name,
        case
            when in_project_section and not has_label_meaning then label_text
            when is_project_row then label_text
            else project_name
        end as line_project,
        coalesce(heading_year, title_year, report_year)
        + if(heading_year is null, year_shift, 0) as line_year
    from rows_named

),

-- 合计 | 人员经费 | 公用经费 beside each other: an economic account belongs to one block, whose column repeats 合计.
compared as (

    select
        *,
        heading_item is not null
        and coalesce(has_economic_code, false)
        and bool_or(heading_item is null and doubt is null) over (
            partition by
                report_key,
                statement_no,
                code_text,
                label_key,
                line_year,
                line_stage,
                line_kind,
                line_fund,
                amount_yuan
        ) as is_printed_twice
    from decided

),

judged as (

    select
        *,
        case
            when doubt is not null then '列位置存疑'
            when is_null_mark then '空值符号'
            when value_number is null then '数值无法识别'
            when unit_text is null then '未注明金额单位'
            when unit_factor is null then '金额单位无法识别'
            when amount_yuan is null then '金额超出范围'
            when unknown_headings is not null then '栏目含义未知'
            when ignored_headings is not null then '非金额栏目'
            when innermost_role not in ('amount', 'group', 'pair') then '非金额栏目'
            when label_role = 'skip' or in_skipped_section then '不属收支的行'
            when
                not has_label_meaning
                and not has_code
                and not is_account_name
                and heading_item is null
                and section_kind is null
                and section_source is null
                and not in_project_section
                and not in_procurement_section
                and not is_project_row
                and (project_name is null or {{ folded('project_name') }} is distinct from label_key)
                then '行次含义未知'
            when line_item_name is null then '行次名称缺失'
            -- the code beside a purchase is that of its account, not its name
            when statement = '政府采购表' and label_text is null then '行次名称缺失'
            when line_side is null then '收支方向不明'
            -- two statements printed as one table: which of them the figure belongs to is not certain
            when line_side <> statement_side then '收支方向与报表不符'
            when line_stage is null then '预决算阶段不明'
            when line_side = '收入' and line_source is null and not has_code and not is_account_name then '收入来源不明'
            -- 本年收入 divided into 基本支出 and 项目支出: parts that no source of revenue tells apart
            when line_side = '收入' and heading_kind is not null then '收入按支出性质划分'
            when line_year is null then '年度不明'
            when is_printed_twice then '与同行合计栏重复'
            -- fact_procurement has no fund: of 合计 beside its funds the total is the figure
            when statement = '政府采购表' and line_fund <> '合计' then '与同行合计栏重复'
        end as left_out_reason,
        case
            when doubt is not null then doubt
            when unknown_headings is not null then unknown_headings
            when ignored_headings is not null then ignored_headings
        end as left_out_detail,
        case
            -- 办公设备购置 in a table of what is bought is an account's name, but no spending beside the other statements'
            when label_role = 'procurement' or in_procurement_section or statement = '政府采购表' then '政府采购'
            else line_side
        end as destination
    from compared

),

classed as (

    select
        judged.*,
        classes.code as named_class_code
    from judged
    left join classes on {{ folded('judged.line_item_name') }} = classes.name_key

),

final as (

    select
        line_key,
        report_key,
        unit_key,
        file_sha256,
        statement_no,
        line_no,
        statement,
        title_text,
        destination,
        line_year as fiscal_year,
        line_stage as budget_stage,
        line_kind as expenditure_kind,
        case when line_side = '收入' then revenue_fund else line_fund end as fund_source,
        case when line_side = '收入' then coalesce(line_source, '合计') end as revenue_source,
        case when has_function_code then code_text else heading_function_code end as function_code,
        case when has_economic_code then code_text else heading_economic_code end as economic_code,
        case
            when
                destination = '支出'
                and line_kind = '合计'
                and not has_code
                and coalesce(heading_function_code, heading_economic_code) is null
                then named_class_code
        end as class_code,
        line_item_name as line_item,
        line_project as project_name,
        case
            when heading_item is not null and not has_code then heading_item_level
            when heading_item is not null and has_code then 'memo'
            when in_memo_section then 'memo'
            -- a part of the row's figure by accounts of the other kind: the rows themselves add up already
            when coalesce(heading_economic_code, heading_function_code) is not null then 'memo'
            else label_level
        end as stated_level,
        amount_yuan,
        {{ printed_rounding('value_text', 'unit_factor') }} as rounding_yuan,
        value_text,
        unit_text,
        cast(unit_factor as double) as unit_factor,
        label_text,
        section_keys,
        heading_keys,
        left_out_reason,
        left_out_detail,
        source_page,
        source_line,
        cell_key
    from classed

)

select * from final
