{#
  The ledger is written after all facts of a build (model int_report_ledger): a build that stops half way leaves its
  reports changed. Without a ledger every report is new.
#}
{%- set last_ledger = ledger_relation() -%}

with

versions as (

    select
        report_key,
        unit_key,
        state_hash
    from {{ ref('int_report_versions') }}

),

ledger as (

    select
        report_key,
        unit_key,
        state_hash
    from {{ last_ledger or 'versions' }}
    where {{ (last_ledger is not none) | lower }}

),

-- Reports that came, changed or went since the last complete build.
changed as (

    select
        coalesce(versions.report_key, ledger.report_key) as report_key,
        versions.unit_key,
        ledger.unit_key as former_unit_key
    from versions
    full outer join ledger on versions.report_key = ledger.report_key
    where versions.state_hash is distinct from ledger.state_hash

),

-- What a report says is compared with the unit's other reports (last year's, its projects'): they change with it.
final as (

    select report_key
    from changed

    union distinct

    select versions.report_key
    from versions
    where
        versions.unit_key in (select changed.unit_key from changed)
        or versions.unit_key in (select changed.former_unit_key from changed)

)

select report_key
from final
