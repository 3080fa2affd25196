{#
  The ledger is written after all facts of a build (model int_report_ledger): a build that stops half way leaves its
  reports changed. Without a ledger every report is new.
#}
{%- set last_ledger = ledger_relation() -%}

with

versions as (

    select
        report_key,
        state_hash
    from {{ ref('int_report_versions') }}

),

ledger as (

    select
        report_key,
        state_hash
    from {{ last_ledger or 'versions' }}
    where {{ (last_ledger is not none) | lower }}

),

-- Reports that came, changed or went since the last complete build.
final as (

    select coalesce(versions.report_key, ledger.report_key) as report_key
    from versions
    full outer join ledger on versions.report_key = ledger.report_key
    where versions.state_hash is distinct from ledger.state_hash

)

select report_key
from final
