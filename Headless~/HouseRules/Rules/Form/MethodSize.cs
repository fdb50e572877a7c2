using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Earshot.HouseRules;

/// <summary>A method has at most 60 lines.</summary>
public sealed class MethodSize : Rule
{
    private const int Max = 60;

    public override string Name => "method-size";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Runtime/Rtc/A.cs", $"class A\n{{\nvoid M()\n{{\n{Lines(Max - 2)}}}\n}}\n"),
        One("Runtime/Rtc/A.cs", $"class A\n{{\nint P\n{{\nget\n{{\n{Lines(Max - 2)}return 1;\n}}\n}}\n}}\n"),
        One("Headless~/Tool/Program.cs", string.Concat(Enumerable.Repeat("System.Console.WriteLine();\n", Max + 1))),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("Runtime/Rtc/A.cs", $"class A\n{{\nvoid M()\n{{\n{Lines(Max - 3)}}}\n}}\n"),
        One("Runtime/Rtc/A.cs", $"class A\n{{\n{Lines(Max)}void M() {{ }}\n}}\n"),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Code)
        {
            foreach (SyntaxNode method in file.Root.DescendantNodes().Where(IsMethod))
            {
                FileLinePositionSpan span = method.GetLocation().GetLineSpan();
                int count = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
                if (count > Max) yield return TooLong(file, SourceFile.LineOf(method), count);
            }

            int statements = file.Root.Members.OfType<GlobalStatementSyntax>()
                .Sum(statement => statement.GetText().Lines.Count - 1);
            if (statements > Max) yield return TooLong(file, 1, statements);
        }
    }

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax;

    private static Violation TooLong(SourceFile file, int line, int count) =>
        new(file.Path, line, $"a method of {count} lines is longer than {Max}; give its steps names");
}
