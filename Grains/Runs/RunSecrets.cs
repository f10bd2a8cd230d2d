using Orrery.Core.Secrets;
using Orrery.Core.Templating;
using Orrery.Grains.Secrets;

namespace Orrery.Grains.Runs;

/// <summary>
/// Variables and connections, as the templates of one task instance ask for them. Rendering is synchronous and their places are not: what is
/// missing is loaded and the rendering repeated.
/// </summary>
/// <param name="reader">Where they are.</param>
/// <param name="dagId">Whose templates they are.</param>
/// <param name="isKept">Whether what is rendered is kept with the run, where no secret may be.</param>
internal sealed class RunSecrets(DagSecrets reader, string dagId, bool isKept)
{
    /// <summary>How many different ones one task may ask for.</summary>
    private const int MaxLoads = 200;

    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Connection?> _connections = new(StringComparer.Ordinal);

    /// <summary>What was handed out and must not be seen: see <see cref="SecretValues"/>.</summary>
    public IEnumerable<string> Values => _variables.Where(v => v.Value is not null).SelectMany(v => SecretValues.OfVariable(v.Key, v.Value!))
        .Concat(_connections.Values.OfType<Connection>().SelectMany(SecretValues.OfConnection))
        .Where(v => v.Length >= SecretMask.MinLength)
        .Distinct(StringComparer.Ordinal);

    /// <summary>A context that finds them.</summary>
    public TemplateContext AddTo(TemplateContext context) => context with { Variables = Variable, Connections = Connection };

    /// <summary>Renders, loading what is asked for, until nothing is missing.</summary>
    /// <param name="xcoms">The XComs that are asked for.</param>
    /// <param name="name">What is rendered, for messages.</param>
    /// <param name="render">Renders.</param>
    /// <exception cref="TemplateError">It cannot be rendered, or one of them cannot be opened.</exception>
    public async Task<T> RenderAsync<T>(RunXComs xcoms, string name, Func<T> render)
    {
        try
        {
            for (var loads = 0; ; loads++)
            {
                try
                {
                    return await xcoms.RenderAsync(render);
                }
                catch (NeededException needed) when (loads < MaxLoads)
                {
                    await LoadAsync(needed);
                }
            }
        }
        catch (Exception e) when (e is SecretUnreadableException or NeededException)
        {
            throw new TemplateError(TemplateErrorKind.Runtime, name, 1, 1, e.Message);
        }
    }

    private string? Variable(string key)
    {
        if (VariableRules.KeyProblem(key) is { } problem)
        {
            throw new SecretUnreadableException(problem);
        }

        if (!_variables.TryGetValue(key, out var value))
        {
            throw new NeededException(SecretKind.Variable, key);
        }

        return isKept && value is not null && SecretValues.OfVariable(key, value).Any() ? throw Kept($"the variable '{key}'") : value;
    }

    private Connection? Connection(string connectionId)
    {
        if (ConnectionRules.IdProblem(connectionId) is { } problem)
        {
            throw new SecretUnreadableException(problem);
        }

        if (!_connections.TryGetValue(connectionId, out var connection))
        {
            throw new NeededException(SecretKind.Connection, connectionId);
        }

        return isKept && connection is not null ? throw Kept($"the connection '{connectionId}'") : connection;
    }

    private static SecretUnreadableException Kept(string what) => new($"{what} is a secret, and what is rendered here is kept with the run: read it in the task itself, as in its 'env'");

    private async Task LoadAsync(NeededException needed)
    {
        if (needed.Kind == SecretKind.Variable)
        {
            _variables[needed.Name] = await reader.GetVariableAsync(dagId, needed.Name);
        }
        else
        {
            _connections[needed.Name] = await reader.GetConnectionAsync(dagId, needed.Name);
        }
    }

    /// <summary>A rendering asked for something that is not loaded.</summary>
    private sealed class NeededException(SecretKind kind, string name) : Exception($"more than {MaxLoads} different variables and connections are asked for")
    {
        public SecretKind Kind => kind;

        public string Name => name;
    }
}
