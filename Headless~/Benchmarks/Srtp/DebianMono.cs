using System;
using System.IO;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Earshot.Benchmarks.Srtp;

/// <summary>Makes assemblies fit for Debian's Mono. Its class library is built by a compiler that leaves the modifier
/// out of `ref readonly` results, so that no ReadOnlySpan's indexer is found by the signature every other compiler
/// writes. Unity's Mono has no such flaw.</summary>
internal static class DebianMono
{
    private const string InAttribute = "System.Runtime.InteropServices.InAttribute";

    /// <summary>Copies a folder's assemblies into another one, calls of such results without the
    /// modifier.</summary>
    public static void Copy(string source, string destination)
    {
        Directory.CreateDirectory(destination);
        foreach (string path in Directory.GetFiles(source, "*.dll"))
        {
            using var module = ModuleDefinition.ReadModule(path);
            foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods))
            {
                if (!method.HasBody) continue;
                foreach (Instruction instruction in method.Body.Instructions)
                    if (instruction.Operand is MethodReference called && IsOfTheFramework(called)) DropModifier(called);
            }

            module.Write(Path.Combine(destination, Path.GetFileName(path)));
        }
    }

    private static bool IsOfTheFramework(MethodReference method) =>
        method.DeclaringType.GetElementType().Scope.Name == "netstandard";

    private static void DropModifier(MethodReference method)
    {
        if (method.ReturnType is RequiredModifierType { ModifierType.FullName: InAttribute } modified)
            method.ReturnType = modified.ElementType;
    }
}
