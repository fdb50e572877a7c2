using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Earshot.HouseRules;

/// <summary>Tests use only what Unity's NUnit has, which is older than ours. The names are bound by the compiler
/// against our NUnit, then looked up in nunit-absent.txt.</summary>
public sealed class NUnitAbsent : Rule
{
    private const string List = "Headless~/HouseRules/nunit-absent.txt";
    private const string Framework = "nunit.framework";

    private static readonly Lazy<HashSet<string>> Absent = new(() => [.. ReadList()]);

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    public override string Name => "nunit-absent";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        Test("Assert.Multiple(() => { });"),
        Test("Assert.That(1, Is.AnyOf(1, 2));"),
        Test("Assert.That(new[] { 1 }, Has.One.EqualTo(1));"),
        Test("Assert.That(new[] { 1 }, Has.Exactly(1).Items.And.ItemAt(0).EqualTo(1));"),
        Test("Assert.That(1, Is.EqualTo(2).Using<int[], int>((a, b) => true));"),
        Test("Warn.If(true);"),
        Test("} [TestCase(1, Until = \"2030-01-01\")] public void N(int a) {"),
        Test("} [NonParallelizable] public void N() {"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        Test("Assert.That(new[] { 1 }, Has.Count.EqualTo(1).And.Member(1));"),
        Test("Assert.That(1.0, Is.EqualTo(2.0).Within(0.1)); Unknown.Multiple(1);"),
        Test("Assert.That(1, Is.EqualTo(2).Using<int>((a, b) => true));"),
        Test("} int Multiple; LifeCycle Warn; class LifeCycle { } void N() {"),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        SyntaxTree[] tests = [.. tree.Code.Where(file => file.IsIn("Tests")).Select(file => file.Root.SyntaxTree)];
        var compilation = CSharpCompilation.Create("Tests", tests, References.Value);
        HashSet<string> suspects = [.. Absent.Value.Select(name => name.Split('.')[^1].Split('`')[0])];
        foreach (SyntaxTree test in tests)
        {
            SemanticModel model = compilation.GetSemanticModel(test);
            foreach (SimpleNameSyntax name in test.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                string text = name.Identifier.Text;
                if (!suspects.Contains(text) && !suspects.Contains(text + "Attribute")) continue;
                SymbolInfo bound = model.GetSymbolInfo(name);
                string? absent = FindAbsent(bound.Symbol ?? bound.CandidateSymbols.FirstOrDefault());
                if (absent != null)
                    yield return new(test.FilePath, SourceFile.LineOf(name), $"Unity's NUnit lacks {absent}; avoid it");
            }
        }
    }

    /// <summary>What of a symbol Unity lacks: its type or itself; null when it has both.</summary>
    private static string? FindAbsent(ISymbol? symbol)
    {
        if (symbol?.ContainingAssembly?.Name != Framework) return null;
        string type = (symbol as INamedTypeSymbol ?? symbol.ContainingType).Name;
        string arity = symbol is IMethodSymbol { Arity: > 0 } method ? $"`{method.Arity}" : "";
        string member = $"{type}.{symbol.Name}{arity}";
        return Absent.Value.Contains(type) ? type : Absent.Value.Contains(member) ? member : null;
    }

    private static IEnumerable<string> ReadList()
    {
        SourceFile list = SourceTree.Repository.Find(List) ?? throw new InvalidOperationException($"{List} is gone.");
        foreach (string line in list.Lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] words = line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 1) yield return words[0];
            foreach (string member in words.Skip(1)) yield return $"{words[0]}.{member}";
        }
    }

    private static SourceFile[] Test(string body) => One(
        "Tests/Runtime/ATests.cs",
        $"using NUnit.Framework; public class ATests {{ [Test] public void M() {{ {body} }} }}");
}
