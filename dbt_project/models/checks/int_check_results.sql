{{ config(materialized='view') }}

with

-- Every check model of the catalogue; a new one is added here.
final as (

    {{ union_of_checks([
        ref('check_account_sums'),
        ref('check_changes'),
        ref('check_comparisons'),
        ref('check_dates'),
        ref('check_lists'),
        ref('check_ratios'),
        ref('check_staff'),
        ref('check_carry_over'),
        ref('check_named_accounts'),
        ref('check_text_figures'),
        ref('check_running_costs'),
        ref('check_said_twice'),
        ref('check_row_sums'),
        ref('check_balances'),
        ref('check_block_sums'),
        ref('check_fund_blocks'),
        ref('check_statement_links'),
        ref('check_basic_link'),
        ref('check_years'),
        ref('check_projects'),
        ref('check_text_units'),
        ref('check_account_codes'),
        ref('check_required_statements'),
        ref('check_placeholders'),
        ref('check_evaluation_totals'),
        ref('check_indicator_scores'),
        ref('check_execution_rates'),
        ref('check_project_costs'),
        ref('check_said_scores'),
    ]) }}

)

select * from final
