using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Earshot.HouseRules;

/// <summary>Something a room may be forbidden to touch, by the names it goes by in source.</summary>
/// <param name="Remedy">What to do instead.</param>
/// <param name="Namespaces">Namespaces, with all below them.</param>
/// <param name="Types">Types, wherever they are named.</param>
/// <param name="Members">Members as "Type.Member", or "Member&lt;" for a generic call on anything.</param>
/// <param name="Created">Types that may be named but not made.</param>
/// <param name="Home">The namespace of the types, where another library has types of the same names.</param>
public sealed record Api(
    string Remedy,
    string[]? Namespaces = null,
    string[]? Types = null,
    string[]? Members = null,
    string[]? Created = null,
    string? Home = null)
{
    public static readonly Api Clock = new(
        "be told the time as `now`",
        Types: ["Stopwatch"],
        Members:
        [
            "DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow",
            "Environment.TickCount", "Environment.TickCount64", "TimeProvider.System",
        ]);

    public static readonly Api Sockets = new(
        "leave sockets to Io",
        Namespaces: ["System.Net.Sockets"], Types: ["Socket", "UdpClient", "TcpClient"]);

    public static readonly Api Http = new(
        "leave HTTP and WebSockets to Realtime and Rooms",
        Namespaces: ["System.Net.Http", "System.Net.WebSockets"]);

    public static readonly Api Threads = new(
        "leave threads and timers to Io's pumps and Ticker",
        Types: ["Thread", "ThreadPool", "Timer"]);

    public static readonly Api Tasks = new(
        "return and let yourself be called again",
        Namespaces: ["System.Threading.Tasks"], Types: ["Task", "ValueTask", "Parallel"]);

    public static readonly Api Randomness = new(
        "be given randomness",
        Types: ["RandomNumberGenerator"], Members: ["Guid.NewGuid"], Created: ["Random"]);

    public static readonly Api Linq = new("write the loop: LINQ allocates", Namespaces: ["System.Linq"]);

    public static readonly Api Engine = new(
        "leave the engine to Unity and Editor", Namespaces: ["UnityEngine", "UnityEditor", "Unity"]);

    public static readonly Api MonoThrows = new(
        "use BouncyCastle: this compiles and then throws on Unity's Mono",
        Types: ["AesGcm", "AesCcm", "ChaCha20Poly1305", "ECDsa", "ECDiffieHellman", "CertificateRequest"],
        Home: "System.Security.Cryptography");

    public static readonly Api ReflectionJson = new(
        "map JTokens by hand: reflection writes {} under AOT without a word",
        Members:
        [
            "JsonConvert.SerializeObject", "JsonConvert.DeserializeObject", "JObject.FromObject", "JToken.FromObject",
            "JArray.FromObject", "ToObject<",
        ]);

    public static readonly Api Sleep = new(
        "let time be a parameter", Members: ["Thread.Sleep", "Task.Delay"], Types: ["Stopwatch"]);

    /// <summary>The nodes of a file that touch it.</summary>
    public IEnumerable<SyntaxNode> FindUses(CompilationUnitSyntax root) =>
        Home == null || root.ToString().Contains(Home, StringComparison.Ordinal)
            ? root.DescendantNodes().Where(IsUse)
            : [];

    private bool IsUse(SyntaxNode node) => node switch
    {
        UsingDirectiveSyntax @using => IsBelow(@using.NamespaceOrType.ToString()),
        ObjectCreationExpressionSyntax made => Has(Created, Last(made.Type.ToString())),
        MemberAccessExpressionSyntax access => IsMember(access),
        SimpleNameSyntax name => Has(Types, name.Identifier.Text) && NamesAType(name),
        _ => false,
    };

    private bool IsBelow(string @namespace) => Namespaces?.Any(banned =>
        @namespace == banned || @namespace.StartsWith(banned + ".", StringComparison.Ordinal)) == true;

    private bool IsMember(MemberAccessExpressionSyntax access) =>
        Has(Members, $"{Last(access.Expression.ToString())}.{access.Name.Identifier.Text}") ||
        (access.Name is GenericNameSyntax generic && Has(Members, generic.Identifier.Text + "<"));

    /// <summary>False for the name of a member, unless what stands before it is a namespace.</summary>
    private static bool NamesAType(SimpleNameSyntax name) =>
        name.Parent is not MemberAccessExpressionSyntax access || access.Name != name ||
        access.Expression.ToString().StartsWith("System", StringComparison.Ordinal);

    private static bool Has(string[]? names, string name) => names?.Contains(name) == true;

    private static string Last(string dotted) => dotted[(dotted.LastIndexOf('.') + 1)..];
}
