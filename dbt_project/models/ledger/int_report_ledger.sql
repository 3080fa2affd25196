{#
  Written last: only when every fact took the changed reports in does the ledger say so.
  A build that stops half way leaves its reports changed for the next one.
#}
{{ config(materialized='table', schema='intermediate') }}

-- depends_on: {{ ref('fact_expenditure') }}
-- depends_on: {{ ref('fact_revenue') }}
-- depends_on: {{ ref('fact_indicator_score') }}
-- depends_on: {{ ref('fact_evaluation') }}
-- depends_on: {{ ref('fact_staffing') }}
-- depends_on: {{ ref('fact_claim') }}
-- depends_on: {{ ref('fact_procurement') }}
-- depends_on: {{ ref('fact_state_asset') }}
-- depends_on: {{ ref('mart_recognition') }}
-- depends_on: {{ ref('fact_finding') }}
-- depends_on: {{ ref('mart_rule_coverage') }}
-- depends_on: {{ ref('int_unpublished_lines') }}
with

versions as (

    select
        report_key,
        unit_key,
        state_hash
    from {{ ref('int_report_versions') }}

),

final as (

    select
        report_key,
        unit_key,
        state_hash,
        cast(current_timestamp as timestamp) as built_at
    from versions

)

select * from final
