using System.Text;
using System.Text.Json.Nodes;
using Orrery.Core.Secrets;

namespace Orrery.Runtime.Engines;

/// <summary>The secrets of a try, which its log and its report must not show: those opened for its launch, and those it was told while it ran.</summary>
internal sealed class TrySecrets
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _known;
    private readonly string _path;
    private SecretMask _mask;

    /// <param name="path">File of those it was told while it ran, a JSON text each line: a later server hides them too.</param>
    /// <param name="atLaunch">Those opened for its launch.</param>
    public TrySecrets(string path, IEnumerable<string> atLaunch)
    {
        _path = path;
        _known = [.. atLaunch, .. Read(path)];
        _mask = SecretMask.Of(_known);
    }

    /// <summary>Whether nothing is hidden.</summary>
    public bool IsEmpty => Volatile.Read(ref _mask).IsEmpty;

    /// <summary>Hides secrets from now on, also after a restart of the server; to be called before the try is told them.</summary>
    /// <exception cref="IOException">They cannot be written down.</exception>
    public void Hide(IReadOnlyCollection<string> secrets)
    {
        lock (_lock)
        {
            var more = secrets.Where(s => s.Length >= SecretMask.MinLength && !_known.Contains(s)).ToList();
            if (more.Count > 0)
            {
                File.AppendAllLines(_path, more.Select(s => JsonValue.Create(s).ToJsonString()));
                _known.UnionWith(more);
                Volatile.Write(ref _mask, SecretMask.Of(_known));
            }
        }
    }

    /// <summary>A text about the try without its secrets.</summary>
    public string Mask(string text) => Volatile.Read(ref _mask).Mask(text);

    /// <summary>What the try wrote, without its secrets.</summary>
    public ReadOnlySpan<byte> Mask(ReadOnlySpan<byte> text) => Volatile.Read(ref _mask) is { IsEmpty: false } mask ? Encoding.UTF8.GetBytes(mask.Mask(Encoding.UTF8.GetString(text))) : text;

    /// <summary>Where a line that is too long may be cut without cutting through a secret; −1: what follows has to be read first.</summary>
    /// <param name="rest">The line, as far as it is there.</param>
    /// <param name="cut">Where it should be cut.</param>
    /// <param name="isWhole">Whether nothing follows.</param>
    public int CutAround(ReadOnlySpan<byte> rest, int cut, bool isWhole)
    {
        const int LookAhead = 4 * SecretMask.MaxPiece;
        var mask = Volatile.Read(ref _mask);
        if (mask.IsEmpty)
        {
            return cut;
        }

        var ahead = rest[cut..Math.Min(rest.Length, cut + LookAhead)];
        if (ahead.Length < LookAhead && !isWhole && !ahead.Contains((byte)'\n'))
        {
            return -1;
        }

        var before = Encoding.UTF8.GetString(rest[..cut]);
        var safe = mask.CutBefore(before + Encoding.UTF8.GetString(ahead), before.Length);
        return safe == before.Length ? cut : Encoding.UTF8.GetByteCount(before.AsSpan(0, safe));
    }

    private static List<string> Read(string path) =>
        File.Exists(path) ? File.ReadLines(path).Where(l => l.EndsWith('"')).Select(l => JsonNode.Parse(l)!.GetValue<string>()).ToList() : [];
}
