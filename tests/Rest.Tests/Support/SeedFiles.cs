namespace Orrery.Rest.Tests.Support;

/// <summary>The DAG files of the seeded server.</summary>
internal static class SeedFiles
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["etl.yaml"] = """
            dag_id: etl
            description: Brings orders in
            owner: ada
            tags: [daily, money]
            schedule: "@daily"
            start_date: 2026-01-01
            params: {day: 1}
            assets:
              - {name: orders, uri: "file://lake/orders", group: lake}
            tasks:
              - task_id: extract
                bash: |
                  printf '{"rows": 3}' > "$ORRERY_XCOM"
              - task_id: load
                depends_on: extract
                outlets: [orders, {alias: latest}]
                bash: |
                  echo "loading {{ params.day }}"
                  printf '{"orders": {"rows": 3}, "latest": {"file://lake/orders": {}}}' > "$ORRERY_OUTLETS"
              - task_id: part
                depends_on: extract
                expand:
                  name: [a, b, c]
                bash: echo "part {{ expand.name }}"
            """,
        ["ask.yaml"] = """
            dag_id: ask
            tasks:
              - task_id: release
                approval:
                  subject: Release?
                  body: All is green.
              - task_id: after
                depends_on: release
                empty: {}
            """,
        ["watch.yaml"] = """
            dag_id: watch
            schedule: {all: [{asset: "file://lake/orders"}, {asset: "file://lake/never"}]}
            tasks:
              - task_id: read
                inlets: "file://lake/orders"
                empty: {}
            """,
        ["broken.yaml"] = """
            dag_id: broken
            tasks:
              - task_id: fail
                bash: exit 3
            """,
        ["secret.yaml"] = """
            dag_id: secret
            description: Nobody's business
            tasks:
              - task_id: hidden
                bash: echo hidden-line
            """,
        ["wrong.yaml"] = """
            dag_id: wrong
            taks: []
            """,
    };
}
