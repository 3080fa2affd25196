{{ config(materialized='view') }}

with

-- Every check model of the catalogue; a new one is added here.
final as (

    {{ union_of_checks([
        ref('check_account_sums'),
    ref('check_evaluation_totals'),
    ref('check_indicator_scores'),
    ref('check_execution_rates'),
    ref('check_project_costs'),
    ]) }}

)

select * from final
