package dev.varve.trino;

import com.google.inject.BindingAnnotation;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

/** The threads that plan scans. */
@BindingAnnotation
@Retention(RUNTIME)
@Target({METHOD, PARAMETER})
@interface ForPlanning {}
