using Orrery.Core.DagFiles;

namespace Orrery.Core.Tests.DagFiles;

/// <summary>Random damage to real files: the parser answers with errors, never with an exception.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 2_000;
    private const string Bits = "{}[]:,-#&*!|>'\"%@`\n\n \t\0~<?=\\é🚀\u0085\uFEFF0e1x";

    private static readonly string[] Words =
        ["<<: *a", "&a ", "*a", "!!str ", "? ", "---\n", "...\n", "{{ ", " }}", "{% if %}", "null", ".inf", "0x", "1e999", "2026-99-99", "depends_on: ", "tasks:", "default_args:\n", "%YAML 1.2\n"];

    [Fact]
    public void Parse_WhenAnExampleIsDamaged_NeverThrows()
    {
        var valid = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var text = Repository.Examples[seed % Repository.Examples.Count].Text;
            for (var hits = random.Next(1, 6); hits > 0; hits--)
            {
                text = Damage(text, random);
            }

            var result = Parse(text, seed);
            result.Dags.IsEmpty.ShouldBe(!result.Errors.IsEmpty, $"seed {seed}");
            var lines = text.Count(c => c is '\n' or '\r' or '\u0085' or '\u2028') + 1;
            result.Errors.ShouldAllBe(e => e.Line >= 1 && e.Line <= lines + 1 && e.Column >= 1 && e.Message.Length > 0, $"seed {seed}");
            valid += result.Dags.Length;
        }

        // Damage in comments and texts is harmless; were everything refused or accepted, this would test nothing.
        valid.ShouldBeInRange(Rounds / 100, Rounds * 9 / 10);
    }

    private static DagFileResult Parse(string text, int seed)
    {
        try
        {
            return DagFileParser.Parse(text, "fuzz.yaml");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed} threw {e.GetType().Name} on:\n{text}", e);
        }
    }

    private static string Damage(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 30), text.Length - at);
        return random.Next(7) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Bits[random.Next(Bits.Length)].ToString()),
            2 => text.Insert(at, Words[random.Next(Words.Length)]),
            3 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
            4 => text[..at],
            5 => text.Replace(random.Next(2) == 0 ? " " : "\n", Bits[random.Next(Bits.Length)].ToString(), StringComparison.Ordinal),
            _ => text.Remove(at, length).Insert(at, new string(Bits[random.Next(Bits.Length)], random.Next(1, 200))),
        };
    }
}
