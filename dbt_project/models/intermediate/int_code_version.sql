{{ config(materialized='table') }}

{# The models, macros and seeds of this project as one fingerprint: a changed rule or synonym rebuilds every report, and
   so does a waiver that ends. #}
{%- set folder = flags.PROJECT_DIR | replace("'", "''") -%}

-- depends_on: {{ ref('row_labels') }}
-- depends_on: {{ ref('column_headings') }}
-- depends_on: {{ ref('statement_titles') }}
-- depends_on: {{ ref('money_units') }}
-- depends_on: {{ ref('text_terms') }}
-- depends_on: {{ ref('staff_terms') }}
-- depends_on: {{ ref('function_accounts') }}
-- depends_on: {{ ref('economic_accounts') }}
-- depends_on: {{ ref('account_synonyms') }}
-- depends_on: {{ ref('divisions') }}
-- depends_on: {{ ref('asset_terms') }}
-- depends_on: {{ ref('operator_words') }}
-- depends_on: {{ ref('procurement_items') }}
-- depends_on: {{ ref('rules') }}
-- depends_on: {{ ref('waivers') }}
-- depends_on: {{ ref('unit_aliases') }}
-- depends_on: {{ ref('unit_kinds') }}
-- depends_on: {{ ref('required_statements') }}
with

files as (

    select
        replace(filename, '\', '/') as file_path,
        md5(content) as file_hash
    from read_text([
        '{{ folder }}/dbt_project.yml',
        '{{ folder }}/macros/**/*.sql',
        '{{ folder }}/models/**/*.sql',
        '{{ folder }}/seeds/**/*.csv'
    ])

),

-- A waiver that ends changes what is disputed on the day after.
ended as (

    select count(*) as ended_waivers
    from {{ ref('waivers') }}
    where not {{ is_waiver_valid() }}

),

final as (

    select
        md5(concat(string_agg(files.file_hash, '|' order by files.file_path), any_value(ended.ended_waivers)))
            as code_version
    from files
    cross join ended

)

select code_version from final
