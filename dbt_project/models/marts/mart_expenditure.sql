{#-
  Leaves of one statement per unit, year, stage and breakdown, so that SUM(amount_yuan) over a breakdown is right. Seed
  breakdown_statements says which statements may serve and in which order. A statement whose leaves do not add up to its own
  合计 within what rounding explains does not serve.
-#}
with

statements as (

    select * from {{ ref('breakdown_statements') }}

),

reports as (

    select
        report_key,
        fiscal_year as report_year,
        published_on
    from {{ ref('dim_report') }}
    where
        is_current
        and quality_status <> 'quarantined'

),

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

),

-- The instance of a statement a figure stands in, which the fact does not carry.
instances as (

    select
        expenditure_key,
        statement_no
    from {{ ref('int_expenditure') }}

),

figures as (

    select
        statements.breakdown,
        statements.priority,
        string_split(statements.part_totals, '|') as part_totals,
        facts.report_key,
        facts.unit_key,
        facts.fiscal_year,
        facts.statement,
        instances.statement_no,
        facts.budget_stage,
        facts.fund_source,
        facts.expenditure_kind,
        facts.line_level,
        case statements.breakdown when '功能分类' then facts.function_code else facts.economic_code end as account_code,
        facts.line_item,
        facts.amount_yuan,
        {{ printed_rounding('facts.reported_text', 'money_units.factor') }} as rounding_yuan,
        facts.expenditure_key,
        facts.is_disputed,
        facts.cell_key
    from {{ ref('fact_expenditure') }} as facts
    inner join statements
        on
            facts.statement = statements.statement
            and facts.fund_source = statements.fund_source
    inner join instances on facts.expenditure_key = instances.expenditure_key
    inner join money_units on {{ folded('facts.reported_unit') }} = money_units.unit_key
    where
        facts.unit_key is not null
        and facts.project_name is null

),

leaves as (

    select *
    from figures
    where
        account_code is not null
        and line_level = 'leaf'

),

-- 基本支出, 项目支出 … of an account, where they are printed and add up to its 合计; else its 合计.
parted as (

    select
        *,
        sum(amount_yuan) filter (where expenditure_kind <> '合计') over same_account as parts_yuan,
        sum(amount_yuan) filter (where expenditure_kind = '合计') over same_account as whole_yuan,
        sum(rounding_yuan) over same_account as account_rounding_yuan
    from leaves
    window
        same_account as (
            partition by
                breakdown,
                report_key,
                unit_key,
                fiscal_year,
                statement_no,
                budget_stage,
                fund_source,
                account_code
        )

),

chosen as (

    select *
    from parted
    where
        (expenditure_kind <> '合计')
        = coalesce(whole_yuan is null or abs(parts_yuan - whole_yuan) <= account_rounding_yuan, false)

),

-- The statement's own 合计; a 基本支出 statement that prints none has those of its two halves.
totals as (

    select
        breakdown,
        report_key,
        unit_key,
        fiscal_year,
        statement_no,
        budget_stage,
        fund_source,
        coalesce(
            max(amount_yuan) filter (where line_item = '合计' and expenditure_kind = '合计'),
            sum(amount_yuan) filter (where line_item = '合计' and expenditure_kind <> '合计'),
            if(
                count(distinct line_item) filter (where list_contains(part_totals, line_item)) = max(len(part_totals)),
                sum(amount_yuan) filter (where list_contains(part_totals, line_item)),
                null
            )
        ) as total_yuan,
        sum(rounding_yuan) as rounding_yuan
    from figures
    where
        (line_level = 'total' and line_item = '合计')
        or list_contains(part_totals, line_item)
    group by
        breakdown,
        report_key,
        unit_key,
        fiscal_year,
        statement_no,
        budget_stage,
        fund_source

),

added as (

    select
        breakdown,
        priority,
        report_key,
        unit_key,
        fiscal_year,
        statement_no,
        budget_stage,
        fund_source,
        sum(amount_yuan) as leaves_yuan,
        sum(rounding_yuan) as rounding_yuan,
        bool_or(is_disputed) as is_disputed
    from chosen
    group by
        breakdown,
        priority,
        report_key,
        unit_key,
        fiscal_year,
        statement_no,
        budget_stage,
        fund_source

),

preferred as (

    select
        added.*,
        totals.total_yuan
    from added
    inner join totals
        on
            added.breakdown = totals.breakdown
            and added.report_key = totals.report_key
            and added.unit_key = totals.unit_key
            and added.fiscal_year = totals.fiscal_year
            and added.statement_no = totals.statement_no
            and added.budget_stage = totals.budget_stage
            and added.fund_source = totals.fund_source
    inner join reports on added.report_key = reports.report_key
    where abs(added.leaves_yuan - totals.total_yuan) <= added.rounding_yuan + totals.rounding_yuan
    qualify
        row_number() over (
            partition by
                added.breakdown,
                added.unit_key,
                added.fiscal_year,
                added.budget_stage
            order by
                added.priority asc,
                added.is_disputed asc,
                coalesce(reports.report_year = added.fiscal_year, false) desc,
                reports.published_on desc nulls last,
                added.report_key asc,
                added.statement_no asc
        ) = 1

),

final as (

    select
        chosen.expenditure_key,
        chosen.unit_key,
        chosen.fiscal_year,
        chosen.budget_stage,
        chosen.breakdown,
        chosen.account_code,
        chosen.line_item,
        chosen.expenditure_kind,
        chosen.amount_yuan,
        chosen.statement,
        chosen.fund_source,
        cast(preferred.total_yuan as decimal(18, 2)) as statement_total_yuan,
        cast(preferred.rounding_yuan as decimal(18, 2)) as rounding_yuan,
        chosen.report_key,
        chosen.cell_key
    from chosen
    inner join preferred
        on
            chosen.breakdown = preferred.breakdown
            and chosen.report_key = preferred.report_key
            and chosen.unit_key = preferred.unit_key
            and chosen.fiscal_year = preferred.fiscal_year
            and chosen.statement_no = preferred.statement_no
            and chosen.budget_stage = preferred.budget_stage
            and chosen.fund_source = preferred.fund_source

)

select * from final
