using Orrery.Core.Secrets;
using Orrery.Runtime.Secrets;

namespace Orrery.Runtime.Tests;

public sealed class SecretsBackendTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Environment_WhenItHasBothNames_OursWins()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AIRFLOW_VAR_REGION"] = "airflow", ["ORRERY_VAR_REGION"] = "ours", ["AIRFLOW_VAR_OTHER"] = "o",
            ["AIRFLOW_CONN_DB"] = "postgresql://l:p@h:1/s", ["ORRERY_CONN_JSON"] = """{"conn_type":"http","host":"h"}""", ["ORRERY_CONN_BAD"] = "s3cr3t",
        };
        var backend = new EnvironmentSecrets(environment.GetValueOrDefault);

        (await backend.GetVariableAsync("region")).ShouldBe("ours");
        (await backend.GetVariableAsync("Other")).ShouldBe("o");
        (await backend.GetVariableAsync("none")).ShouldBeNull();
        (await backend.GetVariableAsync("a=b\0")).ShouldBeNull();
        (await backend.GetConnectionAsync("db"))!.ConnType.ShouldBe("postgres");
        (await backend.GetConnectionAsync("json"))!.Host.ShouldBe("h");
        var message = (await Should.ThrowAsync<SecretUnreadableException>(() => backend.GetConnectionAsync("bad"))).Message;
        message.ShouldContain("ORRERY_CONN_BAD");
        message.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task Files_WhenTheyChange_AreReadAgain()
    {
        var path = Path.Combine(_folder, "v.yaml");
        await File.WriteAllTextAsync(path, "region: eu\n");
        var backend = new FileSecrets(path, null);
        (await backend.GetVariableAsync("region")).ShouldBe("eu");
        (await backend.GetConnectionAsync("region")).ShouldBeNull();

        await File.WriteAllTextAsync(path, "region: us-east\n");
        (await backend.GetVariableAsync("region")).ShouldBe("us-east");

        await File.WriteAllTextAsync(path, "region: [broken\n");
        (await Should.ThrowAsync<SecretUnreadableException>(() => backend.GetVariableAsync("region"))).Message.ShouldContain(path);

        File.Delete(path);
        (await Should.ThrowAsync<SecretUnreadableException>(() => backend.GetVariableAsync("region"))).Message.ShouldContain(path);
    }

    [Fact]
    public async Task Folder_WhenItHasAFileForEach_ReadsThoseByNameAndNoOthers()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "region"), "eu\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "db"), "postgres://h\n");
        await File.WriteAllTextAsync(Path.Combine(folder, ".hidden"), "x");
        await File.WriteAllTextAsync(Path.Combine(_folder, "outside"), "x");
        var backend = new FileSecrets(folder, folder);

        (await backend.GetVariableAsync("region")).ShouldBe("eu");
        (await backend.GetConnectionAsync("db"))!.Host.ShouldBe("h");
        foreach (var key in new[] { "../outside", "..", ".hidden", "", "none", "a/b", "a\0" })
        {
            (await backend.GetVariableAsync(key)).ShouldBeNull(key);
        }
    }

    [Fact]
    public void Problem_WhenAPathCannotBeUsed_SaysWhy()
    {
        FileSecrets.Problem(_folder).ShouldBeNull();
        FileSecrets.Problem(Path.Combine(_folder, "none.json"))!.ShouldContain("does not exist");
        var path = Path.Combine(_folder, "v.txt");
        File.WriteAllText(path, "");
        FileSecrets.Problem(path)!.ShouldContain(".json, .yaml, .yml or .env");
    }
}
