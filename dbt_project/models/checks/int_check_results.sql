{{ config(materialized='view') }}

with

-- Every check model of the catalogue; a new one is added here.
final as (

    {{ union_of_checks([
        ref('check_account_sums'),
    ]) }}

)

select * from final
