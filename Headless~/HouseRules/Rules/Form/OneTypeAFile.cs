using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Earshot.HouseRules;

/// <summary>A file has one public type at most, whatever its type parameters, and the name of a type of its own. A part
/// of a partial type is named Type.Part.cs.</summary>
public sealed class OneTypeAFile : Rule
{
    public override string Name => "one-type-a-file";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Runtime/Rtc/A.cs", "namespace N { public class A { } public enum B { } }"),
        One("Runtime/Rtc/A.cs", "public class B { }"),
        One("Runtime/Rtc/A.cs", "internal class B { }"),
        One("Runtime/Rtc/A.cs", "class A { } public delegate void B();"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("Runtime/Rtc/A.cs", "namespace N { public class A { public enum Inner { } } class B { } }"),
        One("Runtime/Rtc/A.Receiving.cs", "public partial class A<T> { }"),
        One("Headless~/UnityStandIn/A.cs", "public delegate void A(); public delegate void A<T>(T a);"),
        One("Headless~/Tool/Program.cs", "System.Console.WriteLine(); record Made(int A);"),
        One("Runtime/Rtc/AssemblyAttributes.cs", "[assembly: System.CLSCompliant(false)]"),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Code.Where(file => !file.Root.Members.OfType<GlobalStatementSyntax>().Any()))
        {
            List<MemberDeclarationSyntax> types = [.. file.Root
                .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
                .OfType<MemberDeclarationSyntax>().Where(member => NameOf(member) != null)];
            List<MemberDeclarationSyntax> open = [.. types
                .Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword))];
            foreach (MemberDeclarationSyntax type in open.DistinctBy(NameOf).Skip(1))
                yield return At(file, type, "is one more public type; give it its own file");
            List<MemberDeclarationSyntax> named = open.Count > 0 ? open : types;
            if (named.Count > 0 && named.All(type => NameOf(type) != file.Stem))
                yield return At(file, named[0], "is not what the file is named after; rename one");
        }
    }

    private static Violation At(SourceFile file, MemberDeclarationSyntax type, string what) =>
        new(file.Path, SourceFile.LineOf(type), $"{NameOf(type)} {what}");

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };
}
