using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Earshot.HouseRules;

/// <summary>Tests are synchronous, because Unity's runner of 2022.3 awaits none, and none is switched off.</summary>
public sealed class TestForm : Rule
{
    private static readonly string[] Markers =
        ["Test", "TestCase", "TestCaseSource", "SetUp", "TearDown", "OneTimeSetUp", "OneTimeTearDown", "Theory"];

    public override string Name => "test-form";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Tests/Runtime/ATests.cs", "class A { [Test] public async Task M() { } }"),
        One("Tests/Runtime/ATests.cs", "class A { [SetUp] public Task M() => null; }"),
        One("Tests/Runtime/ATests.cs", "class A { [Test, Ignore(\"later\")] public void M() { } }"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
        [One("Tests/Runtime/ATests.cs", "class A { [Test] public void M() { } async Task Run() { } }")];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Code.Where(file => file.IsIn("Tests")))
        {
            foreach (MethodDeclarationSyntax method in file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>())
            {
                List<string> attributes = [.. method.AttributeLists
                    .SelectMany(list => list.Attributes).Select(attribute => attribute.Name.ToString())];
                if (attributes.Contains("Ignore"))
                    yield return At(file, method, "is switched off; mend it or take it out");
                bool waits = method.Modifiers.Any(SyntaxKind.AsyncKeyword) ||
                    method.ReturnType.ToString().StartsWith("Task", StringComparison.Ordinal);
                if (waits && attributes.Intersect(Markers).Any())
                    yield return At(file, method, "is asynchronous; run its task to the end inside a synchronous test");
            }
        }
    }

    private static Violation At(SourceFile file, MethodDeclarationSyntax method, string what) =>
        new(file.Path, SourceFile.LineOf(method), $"{method.Identifier.Text} {what}");
}
