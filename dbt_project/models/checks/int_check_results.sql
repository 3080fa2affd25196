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
    ]) }}

)

select * from final
