namespace Orrery.Grains.Tests.Wire;

/// <summary>Contracts between silos, as a file that is reviewed like code, and the rules they keep to.</summary>
public sealed class WireContractTests
{
    private const string Update = "ORRERY_UPDATE";
    private const string Heading =
        """
        # What silos and clients of a cluster say to each other. Written by the grain tests: ORRERY_UPDATE=1 ./test grains
        # Versions that run side by side during an upgrade must understand each other: aliases, numbers of members and values of enums are never
        # changed nor used again; new members get new numbers, and who reads them does without.


        """;

    [Fact]
    public void Contracts_OfTheProduct_AreThoseThatWereReviewed()
    {
        var path = Path.Combine(Root(), "docs", "reference", "wire-contracts.txt");
        var contracts = Heading.ReplaceLineEndings("\n") + WireContracts.OfTheProduct;
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, contracts);
        }

        contracts.ShouldBe(File.ReadAllText(path), $"docs/reference/wire-contracts.txt is stale: write it anew with {Update}=1 ./test grains, and look at what changed");
    }

    [Fact]
    public void Contracts_OfTheProduct_KeepToTheRules()
    {
        var contracts = WireContracts.OfTheProduct;
        contracts.Interfaces.Count.ShouldBeGreaterThan(15);
        contracts.Messages.Count.ShouldBeGreaterThan(50);
        var problems = WireRules.Problems(contracts);
        problems.ShouldBeEmpty(string.Join(Environment.NewLine, problems));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("No Cluster.sln above the tests.");
    }
}
